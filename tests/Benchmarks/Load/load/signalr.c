#include "signalr.h"

#include "../common/net.h"
#include "protocol.h"
#include "reader.h"
#include "response.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CONTROL_CONNECTIONS = 16, TOKEN_SIZE = 128 };

enum job_kind { JOB_NEGOTIATE, JOB_SEND };

enum control_state { CONTROL_CLOSED, CONTROL_CONNECTING, CONTROL_IDLE, CONTROL_BUSY };

struct job
{
    struct subscriber *subscriber;
    enum job_kind kind;
    uint8_t length;
    char text[WEBSOCKET_MAX_TEXT];
};

struct control
{
    int socket;
    enum control_state state;
    struct job job;
    struct response response;
};

struct control_pool
{
    struct reader *reader;
    struct job *jobs;  // a ring
    uint32_t capacity;
    uint32_t first;
    uint32_t waiting;
    char *tokens;      // TOKEN_SIZE bytes for each subscriber
    struct control connections[CONTROL_CONNECTIONS];
};

static char *token_of(struct control_pool *pool, const struct subscriber *subscriber)
{
    return pool->tokens + (size_t)(subscriber - pool->reader->subscribers) * TOKEN_SIZE;
}

struct control_pool *control_pool_create(struct reader *reader)
{
    struct control_pool *pool = allocate(1, sizeof *pool);
    pool->reader = reader;
    pool->capacity = reader->count * 2 + 1;
    pool->jobs = allocate(pool->capacity, sizeof *pool->jobs);
    pool->tokens = allocate(reader->count, TOKEN_SIZE);
    return pool;
}

static void post(struct control_pool *pool, struct control *control)
{
    const struct options *options = pool->reader->options;
    const struct job *job = &control->job;
    char text[REQUEST_MAX], path[TOKEN_SIZE * 3 + 16] = "/hub/negotiate?negotiateVersion=1";
    if (job->kind == JOB_SEND)
    {
        char encoded[TOKEN_SIZE * 3];
        http_write_encoded(encoded, token_of(pool, job->subscriber));
        snprintf(path, sizeof path, "/hub?id=%s", encoded);
    }
    int length = snprintf(text, sizeof text, "POST %s HTTP/1.1\r\nHost: %s:%u\r\nContent-Type: text/plain;charset=UTF-8\r\nContent-Length: %u\r\n\r\n%.*s",
        path, options->host, options->port, job->length, job->length, job->text);
    response_reset(&control->response);
    control->state = CONTROL_BUSY;
    if (send(control->socket, text, (size_t)length, MSG_NOSIGNAL) != length) fail("cannot send to SignalR: %s", strerror(errno));
}

static void connect_control(struct control_pool *pool, struct control *control)
{
    const struct options *options = pool->reader->options;
    control->socket = net_connect(options->host, options->port, 0, 0);
    if (control->socket < 0) fail("cannot connect to %s:%u: %s", options->host, options->port, strerror(errno));
    control->state = CONTROL_CONNECTING;
    net_watch(pool->reader->epoll, control->socket, EPOLLOUT, control);
}

// Gives a free connection its next job, if there is one.
static void next_job(struct control_pool *pool, struct control *control)
{
    if (pool->waiting == 0) return;
    control->job = pool->jobs[pool->first];
    pool->first = (pool->first + 1) % pool->capacity;
    pool->waiting--;
    if (control->state == CONTROL_CLOSED) connect_control(pool, control);
    else post(pool, control);
}

static void add_job(struct control_pool *pool, struct subscriber *subscriber, enum job_kind kind, const char *text)
{
    if (pool->waiting == pool->capacity) return;  // only pings, to a server that answers none
    struct job *job = &pool->jobs[(pool->first + pool->waiting++) % pool->capacity];
    job->subscriber = subscriber;
    job->kind = kind;
    job->length = (uint8_t)min_size(strlen(text), sizeof job->text);
    memcpy(job->text, text, job->length);
    for (int i = 0; i < CONTROL_CONNECTIONS; i++)
    {
        struct control *control = &pool->connections[i];
        if (control->state != CONTROL_CLOSED && control->state != CONTROL_IDLE) continue;
        next_job(pool, control);
        return;
    }
}

static void negotiated(struct control_pool *pool, struct control *control)
{
    static const char name[] = "\"connectionToken\":\"";
    struct subscriber *subscriber = control->job.subscriber;
    const char *from = strstr(control->response.body, name);
    const char *end = from ? strchr(from += sizeof name - 1, '"') : NULL;
    if (!end || end - from >= TOKEN_SIZE) fail("SignalR's negotiation named no connection token");

    char *token = token_of(pool, subscriber);
    memcpy(token, from, (size_t)(end - from));
    token[end - from] = 0;
    subscriber_open_stream(subscriber, pool->reader, token);
}

static void close_control(struct control *control)
{
    close(control->socket);
    control->state = CONTROL_CLOSED;
}

static void answered(struct control_pool *pool, struct control *control)
{
    const struct http_head *head = &control->response.head;
    if (head->status != 200) fail("SignalR answered a POST of subscriber %u with status %d", control->job.subscriber->index, head->status);
    if (control->job.kind == JOB_NEGOTIATE) negotiated(pool, control);
    if (head->close) close_control(control);
    else control->state = CONTROL_IDLE;
    next_job(pool, control);
}

void control_pool_ready(struct control_pool *pool, void *connection)
{
    struct control *control = connection;
    if (control->state == CONTROL_CLOSED) return;
    if (control->state == CONTROL_CONNECTING)
    {
        int error = net_connect_error(control->socket);
        if (error) fail("cannot connect to %s:%u: %s", pool->reader->options->host, pool->reader->options->port, strerror(error));
        struct epoll_event event = { .events = EPOLLIN, .data.ptr = control };
        epoll_ctl(pool->reader->epoll, EPOLL_CTL_MOD, control->socket, &event);
        post(pool, control);
        return;
    }

    char buffer[4096];
    ssize_t received = recv(control->socket, buffer, sizeof buffer, 0);
    if (received < 0 && errno == EAGAIN) return;
    if (received <= 0)
    {
        if (control->state == CONTROL_BUSY) fail("SignalR closed a connection instead of answering a POST");
        close_control(control);
        return;
    }
    switch (response_feed(&control->response, buffer, (size_t)received))
    {
        case HTTP_COMPLETE: answered(pool, control); break;
        case HTTP_UNFINISHED: break;
        case HTTP_WRONG: fail("SignalR's answer to a POST is not HTTP"); break;
    }
}

// Sends one message of the hub protocol.
static void send_message(struct reader *reader, struct subscriber *subscriber, const char *text)
{
    if (reader->control) add_job(reader->control, subscriber, JOB_SEND, text);
    else subscriber_say(subscriber, text);
}

void signalr_negotiate(struct control_pool *pool, struct subscriber *subscriber) { add_job(pool, subscriber, JOB_NEGOTIATE, ""); }

void signalr_handshake(struct reader *reader, struct subscriber *subscriber)
{
    send_message(reader, subscriber, "{\"protocol\":\"json\",\"version\":1}\x1e");
}

void signalr_join(struct reader *reader, struct subscriber *subscriber)
{
    char text[WEBSOCKET_MAX_TEXT];
    snprintf(text, sizeof text, "{\"type\":1,\"invocationId\":\"1\",\"target\":\"Join\",\"arguments\":[\"c%u\"]}\x1e", subscriber->channel);
    send_message(reader, subscriber, text);
}

void signalr_ping(struct reader *reader, struct subscriber *subscriber) { send_message(reader, subscriber, "{\"type\":6}\x1e"); }
