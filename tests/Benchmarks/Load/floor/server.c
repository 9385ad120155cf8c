#include "floor.h"

#include "../common/net.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { EVENTS_AT_ONCE = 256, FIRST_CAPACITY = 4096, FILES = 120000 };

static const struct floor_options *options;
static int epoll;
static struct connection *dead;

void server_watch_room(struct connection *connection, bool watch)
{
    if (connection->is_dead || connection->waits_for_room == watch) return;
    struct epoll_event event = { .events = watch ? EPOLLIN | EPOLLOUT : EPOLLIN, .data.ptr = connection };
    epoll_ctl(epoll, EPOLL_CTL_MOD, connection->socket, &event);
    connection->waits_for_room = watch;
}

void server_drop(struct connection *connection, const char *reason)
{
    if (connection->is_dead) return;
    if (reason) fprintf(stderr, "floor: a connection is dropped: %s\n", reason);
    channel_remove(connection);
    fanout_forget(connection);
    close(connection->socket);
    connection->is_dead = true;
    connection->next_dead = dead;
    dead = connection;
}

static void answer(struct connection *connection, const char *text)
{
    size_t length = strlen(text);
    if (send(connection->socket, text, length, MSG_NOSIGNAL) != (ssize_t)length) server_drop(connection, NULL);
}

static void open_stream(struct connection *connection, struct channel *channel)
{
    answer(connection, options->chunk > 0
        ? "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache, no-transform\r\nTransfer-Encoding: chunked\r\n\r\n"
        : "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache, no-transform\r\n\r\n");
    if (!connection->is_dead) channel_add(channel, connection);
}

static void handle_request(struct connection *connection, const char *head, const char *body, size_t length)
{
    const char *line_end = strchr(head, '\r'), *query = strstr(head, "?channel=");
    struct channel *channel = NULL;
    if (query && query < line_end)
    {
        query += strlen("?channel=");
        channel = channel_find(query, strcspn(query, " &\r"));
    }
    if (channel && strncmp(head, "GET /stream?", 12) == 0) open_stream(connection, channel);
    else if (channel && strncmp(head, "POST /publish?", 14) == 0)
    {
        if (options->blast > 0) blast_start(channel);
        else fanout_event(channel, body, length, options->chunk);
        answer(connection, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}");
    }
    else answer(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
}

static size_t content_length(const char *head)
{
    const char *line = strcasestr(head, "\r\nContent-Length:");
    return line ? strtoul(line + strlen("\r\nContent-Length:"), NULL, 10) : 0;
}

// Handles every whole request that has been read.
static void handle_requests(struct connection *connection)
{
    size_t used = 0;
    while (!connection->is_dead)
    {
        char *head = connection->request + used;
        size_t there = connection->request_length - used;
        char *end = memmem(head, there, "\r\n\r\n", 4);
        if (!end) break;
        end[2] = 0;  // the head ends as a string
        size_t body_length = content_length(head), head_length = (size_t)(end - head) + 4;
        if (head_length + body_length > REQUEST_MAX) server_drop(connection, "its request is too large");
        if (head_length + body_length > there)
        {
            end[2] = '\r';
            break;
        }
        handle_request(connection, head, end + 4, body_length);
        used += head_length + body_length;
    }
    if (connection->is_dead || used == 0) return;
    connection->request_length -= used;
    memmove(connection->request, connection->request + used, connection->request_length);
}

static void read_requests(struct connection *connection)
{
    if (connection->request_length + 1 >= connection->request_capacity)
    {
        connection->request_capacity = connection->request_capacity ? connection->request_capacity * 2 : FIRST_CAPACITY;
        connection->request = realloc(connection->request, connection->request_capacity);
        if (!connection->request) fail("out of memory");
    }
    ssize_t received = recv(connection->socket, connection->request + connection->request_length, connection->request_capacity - connection->request_length - 1, 0);
    if (received < 0 && errno == EAGAIN) return;
    if (received <= 0 || connection->request_capacity > REQUEST_MAX * 2)
    {
        server_drop(connection, NULL);
        return;
    }
    connection->request_length += (size_t)received;
    handle_requests(connection);
    if (connection->is_dead || !connection->is_stream) return;
    free(connection->request);  // a stream sends nothing more
    connection->request = NULL;
    connection->request_length = connection->request_capacity = 0;
}

static void accept_all(int listener)
{
    for (;;)
    {
        int socket = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0 && (errno == EMFILE || errno == ENFILE)) fail("no more open files are allowed: raise the limit with ulimit -n");
        if (socket < 0) return;
        struct connection *connection = allocate(1, sizeof *connection);
        connection->socket = socket;
        net_watch(epoll, socket, EPOLLIN, connection);
    }
}

static void free_dead(void)
{
    while (dead)
    {
        struct connection *next = dead->next_dead;
        free(dead->request);
        free(dead);
        dead = next;
    }
}

void server_run(const struct floor_options *asked)
{
    options = asked;
    if (options->blast > 0) blast_prepare(options);
    net_try_files(FILES);
    epoll = epoll_create1(EPOLL_CLOEXEC);
    uint16_t port = options->port;
    int listener = net_listen(&port);
    net_watch(epoll, listener, EPOLLIN, NULL);
    printf("listening on %u\n", port);
    fflush(stdout);

    struct epoll_event events[EVENTS_AT_ONCE];
    for (;;)
    {
        int count = epoll_wait(epoll, events, EVENTS_AT_ONCE, -1);
        for (int i = 0; i < count; i++)
        {
            struct connection *connection = events[i].data.ptr;
            if (!connection) accept_all(listener);
            else
            {
                if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) read_requests(connection);
                if (!(events[i].events & EPOLLOUT) || connection->is_dead) continue;
                if (options->blast > 0) blast_continue(connection);
                else fanout_continue(connection);
            }
        }
        free_dead();
    }
}
