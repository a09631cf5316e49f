/*
 * replay - main() for a fuzz harness without a fuzzer: runs each file named on
 * the command line once, as a TAP test.  Compiled into the harness by -include.
 */
#ifndef REPLAY_H
#define REPLAY_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define REPLAY_MAX (1u << 20)

int
main(int argc, char **argv)
{
	uint8_t *data;
	size_t n;
	FILE *f;
	int i;

	printf("1..%d\n", argc - 1);
	for (i = 1; i < argc; i++) {
		f = fopen(argv[i], "rb");
		data = malloc(REPLAY_MAX);
		if (f == NULL || data == NULL) {
			printf("not ok %d - cannot read %s\n", i, argv[i]);
			return 1;
		}
		n = fread(data, 1, REPLAY_MAX, f);
		fclose(f);
		/* The exact size, so that a sanitizer sees one byte too far. */
		data = realloc(data, n > 0 ? n : 1);
		LLVMFuzzerTestOneInput(data, n);
		free(data);
		printf("ok %d - %s\n", i, argv[i]);
		fflush(stdout);
	}
	return 0;
}

#endif
