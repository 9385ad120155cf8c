#include "publisher.h"

#include "../common/net.h"
#include "../common/payload.h"
#include "order.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum publisher_state
{
    PUBLISHER_CLOSED,
    PUBLISHER_CONNECTING,
    PUBLISHER_IDLE,
    PUBLISHER_WAITING,  // for the answer
    PUBLISHER_PACED,    // until `send_at`
};

struct publisher
{
    int socket;
    enum publisher_state state;
    uint32_t index;
    uint32_t channel;     // of the event at hand
    uint64_t due;         // when the rate would have had it, or 0
    uint64_t sent_at;
    uint64_t send_at;     // the paced event's time
    char *text;           // the request; its part from `unsent` on did not fit into the socket yet
    size_t length;
    size_t unsent;
    struct response response;
};

enum { EVENTS_AT_ONCE = 256, ERRORS_AT_MOST = 1000, RECEIVE_SIZE = 32 * 1024, PACE_LEAST_MILLIS = 1 };

static uint64_t *last_of(struct publishers *all, const struct publisher *publisher)
{
    return &all->published[(size_t)publisher->index * all->options->channels + publisher->channel];
}

static void watch(struct publishers *all, struct publisher *publisher, uint32_t events)
{
    struct epoll_event event = { .events = events, .data.ptr = publisher };
    if (epoll_ctl(all->epoll, EPOLL_CTL_MOD, publisher->socket, &event) != 0) fail("epoll: %s", strerror(errno));
}

static void note_error(struct publishers *all, const char *what, int number, const char *text)
{
    if (all->errors++ == 0) snprintf(all->first_error, sizeof all->first_error, "%s %d %.200s", what, number, text);
    if (all->errors >= ERRORS_AT_MOST) all->is_given_up = true;
}

static void begin(struct publishers *all, struct publisher *publisher)
{
    publisher->state = PUBLISHER_CONNECTING;
    publisher->socket = net_connect(all->options->host, all->options->publish_port, 0, 0);
    if (publisher->socket < 0) fail("a publisher cannot connect to %s:%u: %s", all->options->host, all->options->publish_port, strerror(errno));
    net_watch(all->epoll, publisher->socket, EPOLLOUT, publisher);
}

static void send_rest(struct publishers *all, struct publisher *publisher)
{
    ssize_t sent = send(publisher->socket, publisher->text + publisher->unsent, publisher->length - publisher->unsent, MSG_NOSIGNAL);
    if (sent < 0 && errno != EAGAIN)
    {
        // The peer has closed; the answer, or the end, is read next.
        publisher->unsent = publisher->length;
        return;
    }
    bool was_partial = publisher->unsent > 0;
    if (sent > 0) publisher->unsent += (size_t)sent;
    if (publisher->unsent < publisher->length) watch(all, publisher, EPOLLIN | EPOLLOUT);
    else if (was_partial) watch(all, publisher, EPOLLIN);
}

// Sends the event at hand, with the time as it is now.
static void send_event(struct publishers *all, struct publisher *publisher)
{
    const struct publish_request *request = &all->requests[publisher->channel];
    uint32_t payload = all->options->payload;
    memcpy(publisher->text, request->head, request->head_length);
    publisher->sent_at = clock_now();
    if (publisher->due > 0 && publisher->sent_at > publisher->due + all->late_max) all->late_max = publisher->sent_at - publisher->due;
    uint64_t seq = *last_of(all, publisher) + 1;
    if (all->options->protocol == PROTOCOL_ORDERS) order_write(publisher->text + request->head_length, seq, publisher->index, publisher->sent_at);
    else payload_write(publisher->text + request->head_length, payload, seq, publisher->index, publisher->sent_at);
    memcpy(publisher->text + request->head_length + payload, request->tail, request->tail_length);
    publisher->length = request->head_length + payload + request->tail_length;
    publisher->unsent = 0;
    publisher->state = PUBLISHER_WAITING;
    response_reset(&publisher->response);
    send_rest(all, publisher);
}

static bool is_goal_reached(const struct publishers *all, uint64_t now)
{
    return all->is_given_up || (all->goal.count > 0 && all->begun >= all->goal.count) || now >= all->ends_at;
}

// When the next event is due: now, or by the rate.
static uint64_t due_at(const struct publishers *all)
{
    if (all->options->rate <= 0) return 0;
    return all->started + (uint64_t)((double)all->begun * (double)NANOS_PER_SECOND / all->options->rate);
}

// Gives an idle publisher its next event if one is due.
static bool take_up(struct publishers *all, struct publisher *publisher, uint64_t now)
{
    if (is_goal_reached(all, now)) return false;
    uint64_t due = due_at(all);
    if (due > now) return false;

    all->begun++;
    all->busy++;
    all->next_publisher = publisher->index + 1;
    publisher->channel = all->next_channel;
    publisher->due = due;
    if (++all->next_channel == all->options->publish_channels) all->next_channel = 0;
    if (publisher->state == PUBLISHER_CLOSED) begin(all, publisher);
    else send_event(all, publisher);
    return true;
}

static void finish(struct publishers *all, struct publisher *publisher, bool is_open)
{
    all->busy--;
    publisher->state = PUBLISHER_IDLE;
    if (is_open) return;
    close(publisher->socket);
    publisher->state = PUBLISHER_CLOSED;
}

static void answered(struct publishers *all, struct publisher *publisher)
{
    const struct http_head *head = &publisher->response.head;
    uint64_t now = clock_now();
    all->progress_at = now;
    if (head->status == 503 && head->retry_after >= 0)
    {
        all->paced++;
        publisher->state = PUBLISHER_PACED;
        publisher->send_at = now + (uint64_t)(head->retry_after * (double)NANOS_PER_SECOND);
        if (publisher->send_at < now + PACE_LEAST_MILLIS * NANOS_PER_MILLI) publisher->send_at = now + PACE_LEAST_MILLIS * NANOS_PER_MILLI;
        if (publisher->send_at > all->progress_at) all->progress_at = publisher->send_at;
        return;
    }
    if (head->status >= 200 && head->status < 300)
    {
        histogram_add(&all->latency, now - publisher->sent_at);
        *last_of(all, publisher) += 1;
        uint64_t deliveries = (uint64_t)all->listeners[publisher->channel] * protocol_deliveries(all->options->protocol);
        atomic_store_explicit(&all->expected, all->expected + deliveries, memory_order_relaxed);
        atomic_store_explicit(&all->accepted, all->accepted + 1, memory_order_release);
    }
    else note_error(all, "status", head->status, publisher->response.body);
    finish(all, publisher, !head->close);
    take_up(all, publisher, now);
}

static void handle(struct publishers *all, struct publisher *publisher, uint32_t events)
{
    static __thread char buffer[RECEIVE_SIZE];
    if (publisher->state == PUBLISHER_CONNECTING)
    {
        int error = net_connect_error(publisher->socket);
        if (error) fail("a publisher cannot connect to %s:%u: %s", all->options->host, all->options->publish_port, strerror(error));
        watch(all, publisher, EPOLLIN);
        send_event(all, publisher);
        return;
    }
    if ((events & EPOLLOUT) && publisher->unsent < publisher->length) send_rest(all, publisher);
    if (!(events & (EPOLLIN | EPOLLERR | EPOLLHUP))) return;

    ssize_t received = recv(publisher->socket, buffer, sizeof buffer, 0);
    if (received < 0 && errno == EAGAIN) return;
    if (received <= 0)
    {
        bool was_waiting = publisher->state == PUBLISHER_WAITING;
        if (was_waiting) note_error(all, "closed without an answer", received < 0 ? errno : 0, "");
        if (was_waiting) finish(all, publisher, false);
        else
        {
            close(publisher->socket);
            publisher->state = publisher->state == PUBLISHER_PACED ? PUBLISHER_PACED : PUBLISHER_CLOSED;
            publisher->socket = -1;
        }
        return;
    }
    switch (response_feed(&publisher->response, buffer, (size_t)received))
    {
        case HTTP_COMPLETE: answered(all, publisher); break;
        case HTTP_UNFINISHED: break;
        case HTTP_WRONG:
            note_error(all, "the answer is not HTTP", 0, "");
            finish(all, publisher, false);
            break;
    }
}

// Sends paced events whose time has come and takes up new ones; returns when there is something to do next.
static uint64_t sweep(struct publishers *all, uint64_t now)
{
    uint64_t next = UINT64_MAX;
    bool is_any_idle = false;
    uint32_t count = all->options->publishers, first = all->next_publisher;
    for (uint32_t i = 0; i < count; i++)
    {
        struct publisher *publisher = &all->all[(first + i) % count];
        if (publisher->state == PUBLISHER_PACED)
        {
            if (publisher->send_at > now) next = min_u64(next, publisher->send_at);
            else if (publisher->socket < 0) begin(all, publisher);
            else send_event(all, publisher);
        }
        else if (publisher->state == PUBLISHER_IDLE || publisher->state == PUBLISHER_CLOSED)
            if (!take_up(all, publisher, now)) is_any_idle = true;
    }
    if (is_any_idle && !is_goal_reached(all, now)) next = min_u64(next, due_at(all));
    return min_u64(next, now < all->ends_at ? all->ends_at : UINT64_MAX);
}

static void *run(void *argument)
{
    struct publishers *all = argument;
    struct epoll_event events[EVENTS_AT_ONCE];
    uint64_t patience = (uint64_t)(all->options->drain_seconds * (double)NANOS_PER_SECOND);
    for (;;)
    {
        uint64_t now = clock_now();
        if (all->busy == 0) all->progress_at = now;
        uint64_t next = sweep(all, now);
        if (all->busy == 0 && is_goal_reached(all, now)) break;
        if (all->busy > 0 && now > all->progress_at + patience)
        {
            note_error(all, "unanswered events:", (int)all->busy, "");
            break;
        }

        uint64_t wait = min_u64(next > now ? next - now : 0, NANOS_PER_SECOND);
        struct timespec timeout = { .tv_sec = (time_t)(wait / NANOS_PER_SECOND), .tv_nsec = (long)(wait % NANOS_PER_SECOND) };
        int count = epoll_pwait2(all->epoll, events, EVENTS_AT_ONCE, &timeout, NULL);
        if (count < 0 && errno != EINTR) fail("epoll: %s", strerror(errno));
        for (int i = 0; i < count; i++) handle(all, events[i].data.ptr, events[i].events);
    }
    atomic_store(&all->is_done, true);
    return NULL;
}

void publishers_init(struct publishers *publishers, const struct options *options, const uint32_t *listeners)
{
    *publishers = (struct publishers){ .options = options, .listeners = listeners };
    publishers->epoll = epoll_create1(EPOLL_CLOEXEC);
    publishers->all = allocate(options->publishers, sizeof *publishers->all);
    publishers->requests = allocate(options->publish_channels, sizeof *publishers->requests);
    publishers->published = allocate((size_t)options->publishers * options->channels, sizeof *publishers->published);
    for (uint32_t i = 0; i < options->publish_channels; i++) protocol_publish(options, i, &publishers->requests[i]);
    for (uint32_t i = 0; i < options->publishers; i++)
    {
        publishers->all[i].index = i;
        publishers->all[i].text = allocate(REQUEST_MAX + options->payload + 16, 1);
    }
}

void publishers_start(struct publishers *publishers, struct publish_goal goal)
{
    publishers->goal = goal;
    publishers->begun = 0;
    publishers->started = publishers->progress_at = clock_now();
    publishers->ends_at = goal.seconds > 0 ? publishers->started + (uint64_t)(goal.seconds * (double)NANOS_PER_SECOND) : UINT64_MAX;
    atomic_store(&publishers->is_done, false);
    if (pthread_create(&publishers->thread, NULL, run, publishers) != 0) fail("cannot start a thread");
}

void publishers_join(struct publishers *publishers) { pthread_join(publishers->thread, NULL); }

void publishers_reset_counts(struct publishers *publishers)
{
    memset(&publishers->latency, 0, sizeof publishers->latency);
    publishers->paced = 0;
    publishers->late_max = 0;
}
