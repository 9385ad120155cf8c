#include "result.h"

#include <errno.h>
#include <math.h>
#include <string.h>

static const double MICROS_PER_NANO = 1e-3;

FILE *result_open(const struct options *options, const char *scenario)
{
    FILE *file = options->json ? fopen(options->json, "w") : stdout;
    if (!file) fail("--json: cannot write %s: %s", options->json, strerror(errno));
    fprintf(file, "{\"scenario\":\"%s\",\"protocol\":\"%s\"", scenario, protocol_name(options->protocol));
    result_integer(file, "subscribers", options->subscribers);
    result_integer(file, "channels", options->channels);
    result_integer(file, "publishers", options->publishers);
    result_integer(file, "payload", options->payload);
    result_number(file, "rate", options->rate);
    result_integer(file, "mute", options->mute);
    result_integer(file, "trickle", options->trickle);
    return file;
}

void result_number(FILE *file, const char *name, double value)
{
    if (isfinite(value)) fprintf(file, ",\"%s\":%.6g", name, value);
    else fprintf(file, ",\"%s\":null", name);
}

void result_integer(FILE *file, const char *name, uint64_t value) { fprintf(file, ",\"%s\":%llu", name, (unsigned long long)value); }

void result_text(FILE *file, const char *name, const char *value)
{
    fprintf(file, ",\"%s\":\"", name);
    for (; *value; value++)
    {
        unsigned char c = (unsigned char)*value;
        if (c == '"' || c == '\\') fprintf(file, "\\%c", c);
        else if (c < 0x20 || c > 0x7e) fprintf(file, "\\u%04x", c);
        else fputc(c, file);
    }
    fputc('"', file);
}

static void latency(FILE *file, const char *name, const struct histogram *histogram)
{
    fprintf(file, ",\"%s\":{\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"max\":%.1f,\"samples\":%llu}", name,
        (double)histogram_quantile(histogram, 0.50) * MICROS_PER_NANO, (double)histogram_quantile(histogram, 0.90) * MICROS_PER_NANO,
        (double)histogram_quantile(histogram, 0.99) * MICROS_PER_NANO, (double)histogram->max * MICROS_PER_NANO, (unsigned long long)histogram->total);
}

void result_window(FILE *file, const struct session *session, const struct window *window, const struct verdict *verdict)
{
    const struct publishers *publishers = &session->publishers;
    result_number(file, "seconds", window->seconds);
    result_integer(file, "deliveries", window->deliveries);
    result_integer(file, "expectedDeliveries", window->expected);
    result_number(file, "deliveriesPerSecond", (double)window->deliveries / window->seconds);
    result_integer(file, "publishes", window->publishes);
    result_number(file, "publishesPerSecond", (double)window->publishes / window->seconds);
    result_integer(file, "paced", publishers->paced);
    result_number(file, "publishLateMaxMicros", (double)publishers->late_max * MICROS_PER_NANO);

    latency(file, "latencyMicros", &verdict->latency);
    result_integer(file, "latencySampleOneIn", session->options->latency_sample);
    latency(file, "publishLatencyMicros", &publishers->latency);

    result_number(file, "loadCpuSeconds", window->own_cpu);
    result_number(file, "loadCpuMicrosPerDelivery", window->own_cpu * 1e6 / (double)window->deliveries);
    if (session->options->server_pid_count == 0) return;

    double user = window->after.user_seconds - window->before.user_seconds;
    double system = window->after.system_seconds - window->before.system_seconds;
    result_number(file, "serverCpuUserSeconds", user);
    result_number(file, "serverCpuSystemSeconds", system);
    result_number(file, "cpuMicrosPerDelivery", (user + system) * 1e6 / (double)window->deliveries);
    result_number(file, "cpuMicrosPerPublish", (user + system) * 1e6 / (double)window->publishes);
    fprintf(file, ",\"serverRssKiB\":{\"unconnected\":%llu,\"start\":%llu,\"end\":%llu,\"peak\":%llu}",
        (unsigned long long)session->at_start.rss_kib, (unsigned long long)window->before.rss_kib, (unsigned long long)window->after.rss_kib,
        (unsigned long long)(session->peak_rss_kib > window->after.rss_kib ? session->peak_rss_kib : window->after.rss_kib));
}

void result_verdict(FILE *file, const struct session *session, const struct verdict *verdict)
{
    result_integer(file, "totalDeliveries", verdict->deliveries);
    result_integer(file, "totalExpected", verdict->expected);
    result_integer(file, "bytesReceived", verdict->bytes);
    result_integer(file, "lost", verdict->lost);
    result_integer(file, "repeated", verdict->repeated);
    result_integer(file, "outOfOrder", verdict->out_of_order);
    result_integer(file, "broken", verdict->broken);
    result_integer(file, "gaps", verdict->gaps);
    result_integer(file, "incompleteSubscribers", verdict->incomplete);
    result_integer(file, "disconnected", verdict->disconnected);
    result_integer(file, "publishErrors", session->publishers.errors);
    if (session->publishers.errors > 0) result_text(file, "firstPublishError", session->publishers.first_error);
    fprintf(file, ",\"void\":%s", verdict->reason[0] ? "true" : "false");
    if (verdict->reason[0]) result_text(file, "reason", verdict->reason);
}

void result_close(FILE *file)
{
    fputs("}\n", file);
    if (fflush(file) != 0) fail("cannot write the result: %s", strerror(errno));
    if (file != stdout) fclose(file);
}
