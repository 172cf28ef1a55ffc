/*
 * A first-fit bitmap allocator to be measured against: blocks of 2^order pages, aligned to their size, lowest first, as a
 * coherent pool gives them. Plays the sequence of operations that bench/pool-sequence.ts plays, and prints how long it took and
 * a sum of the addresses, by which both are known to have given the same answers.
 *
 *   first-fit PAGES PERCENT OPERATIONS SEED   ->   "NANOSECONDS SUM LIVE"
 */
#define _POSIX_C_SOURCE 199309L
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static uint64_t *words;
static long page_count, word_count;

/* Bits at multiples of 1, 2, 4, 8, 16, 32. */
static const uint64_t starts[] = {
	0xffffffffffffffffu, 0x5555555555555555u, 0x1111111111111111u,
	0x0101010101010101u, 0x0001000100010001u, 0x0000000100000001u,
};

static long allocate(int order)
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

static void release(long first, int order)
{
	uint64_t mask = order == 6 ? UINT64_MAX : (UINT64_C(1) << (1 << order)) - 1;

	words[first >> 6] &= ~(mask << (first & 63));
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
	int32_t order;
};

static struct block *live;
static long live_count, taken;
static uint32_t sum;

static void free_one(void)
{
	long which = next_random() % live_count;
	struct block block = live[which];

	live[which] = live[--live_count];
	release(block.first, block.order);
	taken -= 1L << block.order;
}

static void operate(long target)
{
	if (taken >= target) {
		free_one();
		return;
	}

	int order = order_of(1 + next_random() % 64);
	long first = allocate(order);

	sum = sum * 31 + (uint32_t)first;
	if (first < 0) {
		if (live_count > 0)
			free_one();
		return;
	}
	live[live_count].first = (int32_t)first;
	live[live_count++].order = order;
	taken += 1L << order;
}

int main(int argc, char **argv)
{
	struct timespec begin, end;

	if (argc != 5)
		return 2;
	page_count = atol(argv[1]);
	long target = page_count / 100 * atol(argv[2]);
	long operations = atol(argv[3]);

	state = (uint32_t)atol(argv[4]);
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
	for (long step = 0; step < page_count / 4; step++)
		operate(target);

	sum = 0;
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &begin);
	for (long step = 0; step < operations; step++)
		operate(target);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &end);
	printf("%" PRId64 " %" PRIu32 " %ld\n",
	       (int64_t)(end.tv_sec - begin.tv_sec) * 1000000000 + (end.tv_nsec - begin.tv_nsec), sum, live_count);
	return 0;
}
