#include "options.h"

#include "order.h"
#include "protocol.h"
#include "scanner.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const PROTOCOL_NAMES[] = { "pubsub", "pubsub-ws", "sse", "nchan", "trpc", "orders", "signalr-sse", "signalr-ws" };

static const char USAGE[] =
    "usage: load --protocol pubsub|pubsub-ws|sse|nchan|trpc|orders|signalr-sse|signalr-ws --port N [options]\n"
    "  --host A --publish-port N --publish-path P --channel-prefix probe:|ledger: --query STRING\n"
    "  --subscribers N --channels C --publish-channels K --publishers P --payload BYTES\n"
    "  --rate R (publishes a second in all, 0: as fast as answered) --count N --seconds S\n"
    "  --warmup S | --warmup-count N (publishes) --drain-seconds S --connect-seconds S --latency-sample N --expect N\n"
    "  --mute M (connect and never read) --trickle M (read one byte a second)\n"
    "  --idle S (connect, wait, count) | --reconnect --backlog N\n"
    "  --server-pid PID (may be repeated) --threads N --connect-parallel N --source-addresses N\n"
    "  --print-config --json FILE\n";

enum option_id
{
    O_PROTOCOL, O_HOST, O_PORT, O_PUBLISH_PORT, O_PUBLISH_PATH, O_CHANNEL_PREFIX, O_QUERY, O_SUBSCRIBERS, O_CHANNELS,
    O_PUBLISH_CHANNELS, O_PUBLISHERS, O_PAYLOAD, O_RATE, O_COUNT, O_SECONDS, O_WARMUP, O_WARMUP_COUNT, O_DRAIN, O_CONNECT,
    O_SAMPLE, O_EXPECT, O_MUTE, O_TRICKLE, O_IDLE, O_RECONNECT, O_BACKLOG, O_SERVER_PID, O_THREADS, O_PARALLEL, O_SOURCES,
    O_PRINT_CONFIG, O_JSON, O_HELP,
};

static const struct option OPTIONS[] = {
    { "protocol", required_argument, 0, O_PROTOCOL },
    { "host", required_argument, 0, O_HOST },
    { "port", required_argument, 0, O_PORT },
    { "publish-port", required_argument, 0, O_PUBLISH_PORT },
    { "publish-path", required_argument, 0, O_PUBLISH_PATH },
    { "channel-prefix", required_argument, 0, O_CHANNEL_PREFIX },
    { "query", required_argument, 0, O_QUERY },
    { "subscribers", required_argument, 0, O_SUBSCRIBERS },
    { "channels", required_argument, 0, O_CHANNELS },
    { "publish-channels", required_argument, 0, O_PUBLISH_CHANNELS },
    { "publishers", required_argument, 0, O_PUBLISHERS },
    { "payload", required_argument, 0, O_PAYLOAD },
    { "rate", required_argument, 0, O_RATE },
    { "count", required_argument, 0, O_COUNT },
    { "seconds", required_argument, 0, O_SECONDS },
    { "warmup", required_argument, 0, O_WARMUP },
    { "warmup-count", required_argument, 0, O_WARMUP_COUNT },
    { "drain-seconds", required_argument, 0, O_DRAIN },
    { "connect-seconds", required_argument, 0, O_CONNECT },
    { "latency-sample", required_argument, 0, O_SAMPLE },
    { "expect", required_argument, 0, O_EXPECT },
    { "mute", required_argument, 0, O_MUTE },
    { "trickle", required_argument, 0, O_TRICKLE },
    { "idle", required_argument, 0, O_IDLE },
    { "reconnect", no_argument, 0, O_RECONNECT },
    { "backlog", required_argument, 0, O_BACKLOG },
    { "server-pid", required_argument, 0, O_SERVER_PID },
    { "threads", required_argument, 0, O_THREADS },
    { "connect-parallel", required_argument, 0, O_PARALLEL },
    { "source-addresses", required_argument, 0, O_SOURCES },
    { "print-config", no_argument, 0, O_PRINT_CONFIG },
    { "json", required_argument, 0, O_JSON },
    { "help", no_argument, 0, O_HELP },
    { 0 },
};

const char *protocol_name(enum protocol_id protocol) { return PROTOCOL_NAMES[protocol]; }

static double read_number(const char *name, double low, double high)
{
    char *end;
    double value = strtod(optarg, &end);
    if (*optarg == 0 || *end != 0 || !(value >= low && value <= high)) fail("--%s: '%s' is not a number from %.0f to %.0f", name, optarg, low, high);
    return value;
}

static uint64_t read_integer(const char *name, uint64_t low, uint64_t high)
{
    double value = read_number(name, (double)low, (double)high);
    if (value != (double)(uint64_t)value) fail("--%s: '%s' is not a whole number", name, optarg);
    return (uint64_t)value;
}

static enum protocol_id read_protocol(void)
{
    for (unsigned i = 0; i < sizeof PROTOCOL_NAMES / sizeof *PROTOCOL_NAMES; i++)
        if (strcmp(optarg, PROTOCOL_NAMES[i]) == 0) return (enum protocol_id)i;
    fail("--protocol: '%s' is none of pubsub, pubsub-ws, sse, nchan, trpc, orders, signalr-sse and signalr-ws", optarg);
}

static void read_one(struct options *o, enum option_id id, const char *name)
{
    switch (id)
    {
        case O_PROTOCOL: o->protocol = read_protocol(); break;
        case O_HOST: o->host = optarg; break;
        case O_PORT: o->port = (uint16_t)read_integer(name, 1, 65535); break;
        case O_PUBLISH_PORT: o->publish_port = (uint16_t)read_integer(name, 1, 65535); break;
        case O_PUBLISH_PATH: o->publish_path = optarg; break;
        case O_CHANNEL_PREFIX: o->channel_prefix = optarg; break;
        case O_QUERY: o->query = optarg; break;
        case O_SUBSCRIBERS: o->subscribers = (uint32_t)read_integer(name, 0, 1000000); break;
        case O_CHANNELS: o->channels = (uint32_t)read_integer(name, 1, 1000000); break;
        case O_PUBLISH_CHANNELS: o->publish_channels = (uint32_t)read_integer(name, 1, 1000000); break;
        case O_PUBLISHERS: o->publishers = (uint32_t)read_integer(name, 0, MAX_PUBLISHERS); break;
        case O_PAYLOAD: o->payload = (uint32_t)read_integer(name, MIN_PAYLOAD, 1 << 20); break;
        case O_RATE: o->rate = read_number(name, 0, 1e7); break;
        case O_COUNT: o->count = read_integer(name, 0, 1ull << 40); break;
        case O_SECONDS: o->seconds = read_number(name, 0, 86400); break;
        case O_WARMUP: o->warmup = read_number(name, 0, 86400); break;
        case O_WARMUP_COUNT: o->warmup_count = read_integer(name, 0, 1ull << 40); break;
        case O_DRAIN: o->drain_seconds = read_number(name, 0, 86400); break;
        case O_CONNECT: o->connect_seconds = read_number(name, 1, 86400); break;
        case O_SAMPLE: o->latency_sample = (uint32_t)read_integer(name, 1, 1 << 20); break;
        case O_EXPECT: o->expect = read_integer(name, 1, 1ull << 40); break;
        case O_MUTE: o->mute = (uint32_t)read_integer(name, 0, 1000000); break;
        case O_TRICKLE: o->trickle = (uint32_t)read_integer(name, 0, 1000000); break;
        case O_IDLE: o->idle = read_number(name, 0, 86400); o->scenario = SCENARIO_IDLE; break;
        case O_RECONNECT: o->scenario = SCENARIO_RECONNECT; break;
        case O_BACKLOG: o->backlog = read_integer(name, 1, 1 << 24); break;
        case O_SERVER_PID:
            if (o->server_pid_count == MAX_SERVER_PIDS) fail("--server-pid: more than %d", MAX_SERVER_PIDS);
            o->server_pids[o->server_pid_count++] = (int)read_integer(name, 1, 1 << 30);
            break;
        case O_THREADS: o->threads = (uint32_t)read_integer(name, 1, MAX_THREADS); break;
        case O_PARALLEL: o->connect_parallel = (uint32_t)read_integer(name, 1, 1000000); break;
        case O_SOURCES: o->source_addresses = (uint32_t)read_integer(name, 1, 250); break;
        case O_PRINT_CONFIG: o->print_config = true; break;
        case O_JSON: o->json = optarg; break;
        case O_HELP: fputs(USAGE, stdout); exit(0);
    }
}

static void check(struct options *o)
{
    if (o->port == 0) fail("--port is missing (load --help)");
    if (o->publish_port == 0) o->publish_port = o->port;
    if (o->publish_channels == 0) o->publish_channels = o->channels;
    if (o->publish_channels > o->channels) fail("--publish-channels: %u is more than the %u of --channels", o->publish_channels, o->channels);
    if (strcmp(o->channel_prefix, "probe:") != 0 && strcmp(o->channel_prefix, "ledger:") != 0)
        fail("--channel-prefix: '%s' is neither probe: nor ledger:", o->channel_prefix);
    if (o->mute + o->trickle > o->subscribers) fail("--mute and --trickle ask for more than the %u of --subscribers", o->subscribers);
    if ((o->latency_sample & (o->latency_sample - 1)) != 0) fail("--latency-sample: %u is not a power of two", o->latency_sample);
    if (o->latency_sample == 0) o->latency_sample = o->rate > 0 ? 1 : 64;

    if (o->protocol == PROTOCOL_ORDERS)
    {
        if (o->channels > 1 || o->scenario == SCENARIO_RECONNECT) fail("--protocol orders: these have one channel, and go with no --reconnect");
        o->payload = order_size();
    }

    if (o->scenario == SCENARIO_RECONNECT && protocol_is_signalr(o->protocol)) fail("--reconnect: SignalR has no resume: a client that was cut misses what was sent meanwhile");
    if (o->scenario == SCENARIO_RECONNECT && o->protocol == PROTOCOL_PUBSUB_WS) fail("--reconnect: goes by Last-Event-ID, which is of event streams");
    if (o->scenario == SCENARIO_FANOUT && o->count == 0 && o->seconds == 0) fail("--count or --seconds is missing: when is publishing to stop?");
    if (o->scenario != SCENARIO_IDLE && o->publishers == 0) fail("--publishers: at least 1 unless --idle");
    if (o->scenario == SCENARIO_RECONNECT && o->mute + o->trickle > 0) fail("--reconnect goes with neither --mute nor --trickle");
}

void options_read(struct options *options, int argc, char **argv)
{
    *options = (struct options){
        .host = "127.0.0.1", .channel_prefix = "probe:", .subscribers = 1, .channels = 1, .publishers = 1, .payload = 300,
        .threads = 1, .connect_parallel = 256, .source_addresses = 1, .backlog = 500, .drain_seconds = 15, .connect_seconds = 60,
    };
    int id, index = 0;
    while ((id = getopt_long(argc, argv, "", OPTIONS, &index)) != -1)
    {
        if (id == '?') exit(2);
        read_one(options, (enum option_id)id, OPTIONS[index].name);
    }
    if (optind < argc) fail("'%s' is not an option (load --help)", argv[optind]);
    check(options);
}

void options_print(const struct options *o)
{
    fprintf(stderr, "{\"protocol\":\"%s\",\"host\":\"%s\",\"port\":%u,\"publishPort\":%u,\"channelPrefix\":\"%s\",\"subscribers\":%u,\"channels\":%u,"
                    "\"publishChannels\":%u,\"publishers\":%u,\"payload\":%u,\"rate\":%g,\"count\":%llu,\"seconds\":%g,\"warmup\":%g,\"warmupCount\":%llu,"
                    "\"mute\":%u,\"trickle\":%u,\"idle\":%g,\"reconnect\":%s,\"backlog\":%llu,\"threads\":%u,\"connectParallel\":%u,\"sourceAddresses\":%u,"
                    "\"latencySampleOneIn\":%u,\"drainSeconds\":%g}\n",
                    protocol_name(o->protocol), o->host, o->port, o->publish_port, o->channel_prefix, o->subscribers, o->channels,
                    o->publish_channels, o->publishers, o->payload, o->rate, (unsigned long long)o->count, o->seconds, o->warmup,
                    (unsigned long long)o->warmup_count, o->mute, o->trickle, o->idle, o->scenario == SCENARIO_RECONNECT ? "true" : "false",
                    (unsigned long long)o->backlog, o->threads, o->connect_parallel, o->source_addresses, o->latency_sample, o->drain_seconds);
}
