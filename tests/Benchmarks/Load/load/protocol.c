#include "protocol.h"

#include "http.h"
#include "order.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static size_t write_request(char *text, const char *format, ...) PRINTF_LIKE(2, 3);

static size_t write_request(char *text, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, REQUEST_MAX, format, arguments);
    va_end(arguments);
    if (length < 0 || length >= REQUEST_MAX) fail("a request is longer than %d bytes", REQUEST_MAX);
    return (size_t)length;
}

static void write_stream_path(const struct options *options, uint32_t channel, const char *token, char *path, size_t size)
{
    char input[128];
    switch (options->protocol)
    {
        case PROTOCOL_PUBSUB: snprintf(path, size, "/events?channel=%sc%u", options->channel_prefix, channel); break;
        case PROTOCOL_SSE: snprintf(path, size, "/stream?channel=c%u", channel); break;
        case PROTOCOL_NCHAN: snprintf(path, size, "/sub?id=c%u", channel); break;
        case PROTOCOL_TRPC:
        {
            char json[40];
            snprintf(json, sizeof json, "{\"channel\":\"c%u\"}", channel);
            http_write_encoded(input, json);
            snprintf(path, size, "/trpc/onEvent?input=%s", input);
            break;
        }
        case PROTOCOL_ORDERS: snprintf(path, size, "/events?channel=orders"); break;
        case PROTOCOL_SIGNALR_SSE:
        {
            char encoded[384];
            http_write_encoded(encoded, token);
            snprintf(path, size, "/hub?id=%s", encoded);
            break;
        }
        case PROTOCOL_SIGNALR_WS: snprintf(path, size, "/hub"); break;
        case PROTOCOL_PUBSUB_WS: snprintf(path, size, "/ws"); break;
    }
}

size_t protocol_subscribe(const struct options *options, uint32_t channel, const char *last_id, const char *token, char *text)
{
    char path[768], resume[320] = "";
    write_stream_path(options, channel, token, path, sizeof path);
    if (last_id && *last_id) snprintf(resume, sizeof resume, "Last-Event-ID: %s\r\n", last_id);

    const char *query = options->query ? options->query : "";
    const char *join = !options->query || *query == '&' || *query == '?' ? "" : strchr(path, '?') ? "&" : "?";
    const char *kind = protocol_is_websocket(options->protocol)
        ? "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        : "Accept: text/event-stream\r\nCache-Control: no-cache\r\n";
    return write_request(text, "GET %s%s%s HTTP/1.1\r\nHost: %s:%u\r\n%s%s\r\n", path, join, query, options->host, options->port, kind, resume);
}

void protocol_publish(const struct options *options, uint32_t channel, struct publish_request *request)
{
    char path[128], before[160] = "";
    const char *after = "";
    switch (options->protocol)
    {
        case PROTOCOL_PUBSUB:
        case PROTOCOL_PUBSUB_WS:
        {
            const char *event = options->channel_prefix[0] == 'p' ? "probe:ping" : "ledger:entry";
            snprintf(path, sizeof path, "/events");
            snprintf(before, sizeof before, "{\"name\":\"%s\",\"channel\":\"%sc%u\",\"payload\":", event, options->channel_prefix, channel);
            after = "}";
            break;
        }
        case PROTOCOL_ORDERS:
            snprintf(path, sizeof path, "/events");
            snprintf(before, sizeof before, "{\"name\":\"orders:created\",\"payload\":");
            after = "}";
            break;
        case PROTOCOL_NCHAN: snprintf(path, sizeof path, "/pub?id=c%u", channel); break;
        case PROTOCOL_TRPC:
            snprintf(path, sizeof path, "/trpc/publish");
            snprintf(before, sizeof before, "{\"channel\":\"c%u\",\"event\":", channel);
            after = "}";
            break;
        default: snprintf(path, sizeof path, "/publish?channel=c%u", channel); break;
    }
    if (options->publish_path) snprintf(path, sizeof path, "%s", options->publish_path);

    char text[REQUEST_MAX];
    size_t body = strlen(before) + options->payload + strlen(after);
    request->head_length = write_request(text,
        "POST %s HTTP/1.1\r\nHost: %s:%u\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n%s",
        path, options->host, options->publish_port, body, before);
    request->head = allocate(request->head_length, 1);
    memcpy(request->head, text, request->head_length);
    request->tail = after;
    request->tail_length = strlen(after);
}

bool protocol_is_signalr(enum protocol_id protocol) { return protocol == PROTOCOL_SIGNALR_SSE || protocol == PROTOCOL_SIGNALR_WS; }

bool protocol_is_websocket(enum protocol_id protocol) { return protocol == PROTOCOL_PUBSUB_WS || protocol == PROTOCOL_SIGNALR_WS; }

const char *protocol_join(const struct options *options, uint32_t channel, char *text)
{
    if (options->protocol != PROTOCOL_PUBSUB_WS) return NULL;
    snprintf(text, WEBSOCKET_MAX_TEXT + 1, "{\"type\":\"join\",\"channel\":\"%sc%u\"}", options->channel_prefix, channel);
    return text;
}

const char *protocol_greeting(enum protocol_id protocol)
{
    switch (protocol)
    {
        case PROTOCOL_PUBSUB:
        case PROTOCOL_ORDERS: return "event: pubsub:ready";
        case PROTOCOL_PUBSUB_WS: return "\"channel:joined\"";
        case PROTOCOL_TRPC: return "event: connected";
        case PROTOCOL_SIGNALR_SSE:
        case PROTOCOL_SIGNALR_WS: return "{}\x1e";
        default: return NULL;
    }
}

uint32_t protocol_deliveries(enum protocol_id protocol) { return protocol == PROTOCOL_ORDERS ? ORDER_DELIVERIES : 1; }
