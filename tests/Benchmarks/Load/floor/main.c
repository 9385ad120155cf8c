#include "floor.h"

#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static const char USAGE[] =
    "usage: floor --port N (0: a free one) [--chunk FRAMES (chunked transfer encoding)]\n"
    "       floor --port N --blast FRAMES [--payload BYTES] [--chunk FRAMES] [--write BYTES]\n"
    "         the first publish on a channel sends the same ready-made frames to each of its subscribers, in large writes\n";

static uint32_t read_number(const char *name, unsigned long low, unsigned long high)
{
    char *end;
    unsigned long value = strtoul(optarg, &end, 10);
    if (*optarg == 0 || *end != 0 || value < low || value > high) fail("--%s: '%s' is not a number from %lu to %lu", name, optarg, low, high);
    return (uint32_t)value;
}

int main(int argc, char **argv)
{
    static const struct option accepted[] = {
        { "port", required_argument, 0, 'p' }, { "blast", required_argument, 0, 'b' }, { "payload", required_argument, 0, 's' },
        { "chunk", required_argument, 0, 'c' }, { "write", required_argument, 0, 'w' }, { "help", no_argument, 0, 'h' }, { 0 },
    };
    struct floor_options options = { .payload = 300, .write_size = 256 * 1024 };
    for (int id; (id = getopt_long(argc, argv, "", accepted, NULL)) != -1;)
    {
        switch (id)
        {
            case 'p': options.port = (uint16_t)read_number("port", 0, 65535); break;
            case 'b': options.blast = read_number("blast", 1, 10000000); break;
            case 's': options.payload = read_number("payload", 80, 1 << 20); break;
            case 'c': options.chunk = read_number("chunk", 1, 100000); break;
            case 'w': options.write_size = read_number("write", 1, 1 << 30); break;
            case 'h': fputs(USAGE, stdout); return 0;
            default: return 2;
        }
    }
    if (optind < argc) fail("'%s' is not an option (floor --help)", argv[optind]);
    signal(SIGPIPE, SIG_IGN);
    server_run(&options);
}
