#include "subscriber.h"

#include "../common/net.h"
#include "order.h"
#include "protocol.h"
#include "reader.h"
#include "signalr.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MUTE_RECEIVE_BUFFER = 4096 };

static void connect_stream(struct subscriber *subscriber, struct reader *reader)
{
    const struct options *options = reader->options;
    uint32_t source = options->source_addresses > 1 ? 1 + subscriber->index % options->source_addresses : 0;
    int receive_buffer = subscriber->manner == MANNER_HEALTHY ? 0 : MUTE_RECEIVE_BUFFER;
    subscriber->socket = net_connect(options->host, options->port, source, receive_buffer);
    if (subscriber->socket < 0) fail("subscriber %u cannot connect to %s:%u: %s", subscriber->index, options->host, options->port, strerror(errno));
    subscriber->state = SUBSCRIBER_CONNECTING;
    net_watch(reader->epoll, subscriber->socket, EPOLLOUT, subscriber);
}

void subscriber_start(struct subscriber *subscriber, struct reader *reader)
{
    subscriber->setup = allocate(1, sizeof *subscriber->setup);
    scan_restart(&subscriber->scan);
    if (subscriber->last_id) last_id_restart(subscriber->last_id);
    if (reader->control)
    {
        subscriber->state = SUBSCRIBER_NEGOTIATING;
        signalr_negotiate(reader->control, subscriber);
    }
    else connect_stream(subscriber, reader);
}

void subscriber_open_stream(struct subscriber *subscriber, struct reader *reader, const char *token)
{
    subscriber->setup->token = token;
    connect_stream(subscriber, reader);
}

static void send_request(struct subscriber *subscriber, struct reader *reader)
{
    const struct options *options = reader->options;
    int error = net_connect_error(subscriber->socket);
    if (error) fail("subscriber %u cannot connect to %s:%u: %s", subscriber->index, options->host, options->port, strerror(error));

    char request[REQUEST_MAX];
    const char *last_id = subscriber->last_id ? subscriber->last_id->value : NULL;
    size_t length = protocol_subscribe(options, subscriber->channel, last_id, subscriber->setup->token, request);
    if (send(subscriber->socket, request, length, MSG_NOSIGNAL) != (ssize_t)length) fail("subscriber %u cannot send its request: %s", subscriber->index, strerror(errno));

    subscriber->state = SUBSCRIBER_HEAD;
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = subscriber };
    epoll_ctl(reader->epoll, EPOLL_CTL_MOD, subscriber->socket, &event);
}

static void go_live(struct subscriber *subscriber, struct reader *reader)
{
    free(subscriber->setup);
    subscriber->setup = NULL;
    subscriber->state = SUBSCRIBER_LIVE;
    if (subscriber->manner != MANNER_HEALTHY) epoll_ctl(reader->epoll, EPOLL_CTL_DEL, subscriber->socket, NULL);
    reader_is_live(reader, subscriber);
}

// What was awaited in the stream has come.
static void greeted(struct subscriber *subscriber, struct reader *reader)
{
    if (!protocol_is_signalr(reader->options->protocol) || subscriber->setup->is_joining)
    {
        go_live(subscriber, reader);
        return;
    }
    subscriber->setup->is_joining = true;
    greeting_expect(&subscriber->setup->greeting, SIGNALR_COMPLETION);
    signalr_join(reader, subscriber);
}

static void read_stream(struct subscriber *subscriber, struct reader *reader, const char *data, size_t length)
{
    if (UNLIKELY(subscriber->last_id != NULL)) last_id_feed(subscriber->last_id, data, length);
    while (UNLIKELY(subscriber->state == SUBSCRIBER_GREETING) && length > 0)
    {
        bool seen;
        size_t used = greeting_feed(&subscriber->setup->greeting, data, length, &seen);
        data += used;
        length -= used;
        if (seen) greeted(subscriber, reader);
    }
    if (length == 0) return;
    if (LIKELY(reader->options->protocol != PROTOCOL_ORDERS)) scan_feed(&subscriber->scan, &reader->tally, data, length);
    else order_feed(&subscriber->scan, &reader->tally, data, length);
}

// Takes the framing off. False when the stream has ended.
static bool read_framed(struct subscriber *subscriber, struct reader *reader, const char *data, size_t length)
{
    if (subscriber->framing == FRAMING_RAW)
    {
        read_stream(subscriber, reader, data, length);
        return true;
    }
    while (length > 0)
    {
        const char *piece = data;
        size_t piece_length, used;
        if (subscriber->framing == FRAMING_CHUNKED)
        {
            used = chunked_next(&subscriber->chunked, data, length, &piece, &piece_length);
            if (subscriber->chunked.state == CHUNKED_BAD) fail("subscriber %u: the stream's chunks are not well-formed", subscriber->index);
            if (subscriber->chunked.state == CHUNKED_END) return false;
        }
        else
        {
            used = websocket_next(&subscriber->websocket, data, length, &piece, &piece_length);
            if (subscriber->websocket.state == WEBSOCKET_CLOSED) return false;
        }
        if (piece_length > 0) read_stream(subscriber, reader, piece, piece_length);
        data += used;
        length -= used;
    }
    return true;
}

static void join(struct reader *reader, struct subscriber *subscriber)
{
    char text[WEBSOCKET_MAX_TEXT + 1];
    const char *message = protocol_join(reader->options, subscriber->channel, text);
    if (message) subscriber_say(subscriber, message);
}

// Reads the response's head; what follows it in the same piece is the stream's start.
static bool read_head(struct subscriber *subscriber, struct reader *reader, const char *data, size_t length)
{
    struct setup *setup = subscriber->setup;
    size_t before = setup->head_length, taken = min_size(length, sizeof setup->head - before);
    memcpy(setup->head + before, data, taken);
    setup->head_length += taken;

    struct http_head head;
    enum http_result result = http_read_head(setup->head, setup->head_length, &head);
    if (result == HTTP_UNFINISHED) return true;
    if (result == HTTP_WRONG) fail("subscriber %u: the answer is not HTTP", subscriber->index);

    bool is_websocket = protocol_is_websocket(reader->options->protocol);
    if (head.status != (is_websocket ? 101 : 200)) fail("subscriber %u: the stream was answered with status %d", subscriber->index, head.status);

    subscriber->framing = is_websocket ? FRAMING_WEBSOCKET : head.chunked ? FRAMING_CHUNKED : FRAMING_RAW;
    memset(&subscriber->websocket, 0, sizeof subscriber->websocket);
    memset(&subscriber->chunked, 0, sizeof subscriber->chunked);

    size_t used = head.length - before;
    const char *greeting = protocol_greeting(reader->options->protocol);
    if (greeting)
    {
        subscriber->state = SUBSCRIBER_GREETING;
        greeting_expect(&setup->greeting, greeting);
        if (protocol_is_signalr(reader->options->protocol)) signalr_handshake(reader, subscriber);
        else join(reader, subscriber);
    }
    else go_live(subscriber, reader);
    return read_framed(subscriber, reader, data + used, length - used);
}

static void closed(struct subscriber *subscriber, struct reader *reader)
{
    if (subscriber->state != SUBSCRIBER_LIVE) fail("subscriber %u: the server closed the connection before the stream began", subscriber->index);
    subscriber_cut(subscriber);
    reader_is_closed(reader, subscriber);
}

void subscriber_ready(struct subscriber *subscriber, struct reader *reader, uint32_t events)
{
    if (UNLIKELY(subscriber->state == SUBSCRIBER_CLOSED)) return;
    if (UNLIKELY(subscriber->state == SUBSCRIBER_CONNECTING))
    {
        if (events) send_request(subscriber, reader);
        return;
    }

    ssize_t received = recv(subscriber->socket, reader->buffer, RECEIVE_BUFFER, 0);
    if (received < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (received <= 0)
    {
        closed(subscriber, reader);
        return;
    }
    reader->tally.bytes += (uint64_t)received;
    reader->tally.now = clock_now();
    bool is_open = LIKELY(subscriber->state != SUBSCRIBER_HEAD)
        ? read_framed(subscriber, reader, reader->buffer, (size_t)received)
        : read_head(subscriber, reader, reader->buffer, (size_t)received);
    if (!is_open) closed(subscriber, reader);
}

void subscriber_say(struct subscriber *subscriber, const char *text)
{
    char frame[WEBSOCKET_MAX_FRAME];
    size_t length = websocket_write_text(frame, text, strlen(text));
    if (send(subscriber->socket, frame, length, MSG_NOSIGNAL) != (ssize_t)length && errno != EAGAIN && errno != EPIPE && errno != ECONNRESET)
        fail("subscriber %u cannot send: %s", subscriber->index, strerror(errno));
}

void subscriber_cut(struct subscriber *subscriber)
{
    if (subscriber->socket > 0) net_close_hard(subscriber->socket);
    subscriber->socket = -1;
    subscriber->state = SUBSCRIBER_CLOSED;
}

void subscriber_free(struct subscriber *subscriber)
{
    if (subscriber->state != SUBSCRIBER_CLOSED) subscriber_cut(subscriber);
    scan_free(&subscriber->scan);
    free(subscriber->setup);
    free(subscriber->last_id);
}
