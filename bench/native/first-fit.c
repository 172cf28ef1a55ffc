/*
 * First-fit bitmap allocators to be measured against. Plays the sequence of operations that bench/pool-sequence.ts plays, and prints
 * how long it took and a sum of the addresses, by which both are known to have given the same answers.
 *
 *   first-fit KIND PAGES PERCENT OPERATIONS SEED   ->   "NANOSECONDS ON-THE-PROCESSOR SUM LIVE"
 *
 * KIND is "blocks": blocks of 2^order pages, aligned to their size, lowest first, as a coherent pool gives them; or "runs": exact
 * counts, aligned by their order up to 8, as CMA gives them: a zero bit is looked for, aligned, and the next one behind it, until
 * none stands in between.
 */
#define _POSIX_C_SOURCE 199309L
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static uint64_t *words;
static long page_count, word_count;

/* Bits at multiples of 1, 2, 4, 8, 16, 32. */
static const uint64_t starts[] = {
	0xffffffffffffffffu, 0x5555555555555555u, 0x1111111111111111u,
	0x0101010101010101u, 0x0001000100010001u, 0x0000000100000001u,
};

static long allocate_block(int order)
{
	for (long word = 0; word < word_count; word++) {
		uint64_t free_bits = ~words[word];

		if (free_bits == 0)
			continue;
		if (order == 6) {
			if (free_bits != UINT64_MAX)
				continue;
			words[word] = UINT64_MAX;
			return word * 64;
		}
		for (int step = 0; step < order; step++)
			free_bits &= free_bits >> (1 << step);
		free_bits &= starts[order];
		if (free_bits == 0)
			continue;

		int bit = __builtin_ctzll(free_bits);
		words[word] |= ((UINT64_C(1) << (1 << order)) - 1) << bit;
		return word * 64 + bit;
	}
	return -1;
}

static void release_block(long first, int order)
{
	uint64_t mask = order == 6 ? UINT64_MAX : (UINT64_C(1) << (1 << order)) - 1;

	words[first >> 6] &= ~(mask << (first & 63));
}

/* The first bit at or after `from`, of words that are inverted by `flip`, that is set; `end` if there is none before it. */
static long next_bit(long from, long end, uint64_t flip)
{
	if (from >= end)
		return end;

	long word = from >> 6;
	uint64_t bits = (words[word] ^ flip) & (UINT64_MAX << (from & 63));

	while (bits == 0) {
		if (++word * 64 >= end)
			return end;
		bits = words[word] ^ flip;
	}

	long found = word * 64 + __builtin_ctzll(bits);

	return found < end ? found : end;
}

static void write_run(long first, long count, int is_set)
{
	for (long page = first; page < first + count;) {
		long in_word = 64 - (page & 63);
		long left = first + count - page;
		long bits = left < in_word ? left : in_word;
		uint64_t mask = (bits == 64 ? UINT64_MAX : (UINT64_C(1) << bits) - 1) << (page & 63);

		if (is_set)
			words[page >> 6] |= mask;
		else
			words[page >> 6] &= ~mask;
		page += bits;
	}
}

static long allocate_run(long count, int order)
{
	long mask = (1L << (order < 8 ? order : 8)) - 1;

	for (long from = 0;;) {
		long first = (next_bit(from, page_count, UINT64_MAX) + mask) & ~mask;

		if (first + count > page_count)
			return -1;

		long taken = next_bit(first, first + count, 0);

		if (taken == first + count) {
			write_run(first, count, 1);
			return first;
		}
		from = taken + 1;
	}
}

static uint32_t state;

static uint32_t next_random(void)
{
	state ^= state << 13;
	state ^= state >> 17;
	state ^= state << 5;
	return state >> 1;
}

static int order_of(uint32_t pages)
{
	return pages <= 1 ? 0 : 32 - __builtin_clz(pages - 1);
}

struct block {
	int32_t first;
	int32_t pages;
};

static struct block *live;
static long live_count, taken;
static uint32_t sum;
static int has_runs;

static long taken_by(int32_t pages)
{
	return has_runs ? pages : 1L << order_of(pages);
}

static void free_one(void)
{
	long which = next_random() % live_count;
	struct block block = live[which];

	live[which] = live[--live_count];
	if (has_runs)
		write_run(block.first, block.pages, 0);
	else
		release_block(block.first, order_of(block.pages));
	taken -= taken_by(block.pages);
}

static void operate(long target)
{
	if (taken >= target) {
		free_one();
		return;
	}

	int32_t pages = 1 + next_random() % 64;
	int order = order_of(pages);
	long first = has_runs ? allocate_run(pages, order) : allocate_block(order);

	sum = sum * 31 + (uint32_t)first;
	if (first < 0) {
		if (live_count > 0)
			free_one();
		return;
	}
	live[live_count].first = (int32_t)first;
	live[live_count++].pages = pages;
	taken += taken_by(pages);
}

static int64_t nanoseconds(const struct timespec *begin, const struct timespec *end)
{
	return (int64_t)(end->tv_sec - begin->tv_sec) * 1000000000 + (end->tv_nsec - begin->tv_nsec);
}

int main(int argc, char **argv)
{
	struct timespec begin, end, start, stop;

	if (argc != 6)
		return 2;
	has_runs = strcmp(argv[1], "runs") == 0;
	page_count = atol(argv[2]);
	long target = page_count / 100 * atol(argv[3]);
	long operations = atol(argv[4]);

	state = (uint32_t)atol(argv[5]);
	word_count = page_count / 64;
	words = calloc(word_count, sizeof(*words));
	live = malloc(page_count * sizeof(*live));
	if (words == NULL || live == NULL)
		return 1;

	while (taken < target) {
		long before = live_count;

		operate(target);
		if (live_count < before)
			break;
	}
	/* Until no hole is left of the even filling. */
	for (long step = 0; step < page_count / 4 && step < 65536; step++)
		operate(target);

	sum = 0;
	clock_gettime(CLOCK_MONOTONIC, &start);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	for (long step = 0; step < operations; step++)
		operate(target);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	clock_gettime(CLOCK_MONOTONIC, &stop);
	printf("%" PRId64 " %" PRId64 " %" PRIu32 " %ld\n", nanoseconds(&start, &stop), nanoseconds(&begin, &end), sum,
	       live_count);
	return 0;
}
