#include "verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void object(struct verdict *verdict, uint64_t count, const char *what)
{
    if (count == 0) return;
    size_t used = strlen(verdict->reason);
    snprintf(verdict->reason + used, sizeof verdict->reason - used, "%s%llu %s", used ? "; " : "", (unsigned long long)count, what);
}

static bool has_everything(const struct session *session, const struct subscriber *subscriber)
{
    const struct options *options = session->options;
    for (uint32_t i = 0; i < options->publishers; i++)
    {
        uint64_t wanted = session->publishers.published[(size_t)i * options->channels + subscriber->channel];
        wanted *= protocol_deliveries(options->protocol);
        if (options->expect > 0) wanted = i == 0 ? options->expect : 0;
        if (subscriber->scan.last[i] != wanted) return false;
    }
    return true;
}

void verdict_reach(struct verdict *verdict, const struct session *session)
{
    *verdict = (struct verdict){ .disconnected = session_disconnected(session), .expected = session_expected(session) };
    for (uint32_t i = 0; i < session->options->threads; i++)
    {
        const struct tally *tally = &session->readers[i].tally;
        verdict->lost += tally->lost;
        verdict->repeated += tally->repeated;
        verdict->out_of_order += tally->out_of_order;
        verdict->broken += tally->broken;
        verdict->gaps += tally->gaps;
        verdict->bytes += tally->bytes;
        verdict->deliveries += tally->deliveries;
        histogram_merge(&verdict->latency, &tally->latency);
    }
    for (uint32_t i = 0; i < session->options->subscribers; i++)
    {
        const struct subscriber *subscriber = &session->subscribers[i];
        if (subscriber->manner == MANNER_HEALTHY && !has_everything(session, subscriber)) verdict->incomplete++;
    }

    object(verdict, verdict->lost, "deliveries lost");
    object(verdict, verdict->repeated, "repeated");
    object(verdict, verdict->out_of_order, "out of order");
    object(verdict, verdict->broken, "broken payloads");
    object(verdict, verdict->gaps, "gap events");
    object(verdict, verdict->incomplete, "healthy subscribers do not have exactly what was published");
    object(verdict, verdict->disconnected, "healthy subscribers were disconnected");
    object(verdict, session->publishers.errors, "publishes failed");
}
