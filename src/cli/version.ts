/** The version in package.json, which a test compares: reading that file at every start would cost a millisecond. */
export const version = '0.1.0';
