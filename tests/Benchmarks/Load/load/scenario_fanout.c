#include "result.h"
#include "scenario.h"

void scenario_fanout(const struct options *options)
{
    struct session session;
    struct window window, warmup;
    session_init(&session, options, false);
    double connect_seconds = session_connect(&session);

    struct publish_goal warmup_goal = { .count = options->warmup_count, .seconds = options->warmup };
    if (warmup_goal.count > 0 || warmup_goal.seconds > 0) session_publish(&session, warmup_goal, &warmup);
    session_measure(&session);
    session_publish(&session, (struct publish_goal){ .count = options->count, .seconds = options->seconds }, &window);
    session_stop(&session);

    static struct verdict verdict;
    verdict_reach(&verdict, &session);
    FILE *file = result_open(options, "fanout");
    result_number(file, "connectSeconds", connect_seconds);
    result_number(file, "connectsPerSecond", options->subscribers / connect_seconds);
    result_window(file, &session, &window, &verdict);
    result_verdict(file, &session, &verdict);
    result_close(file);
}
