#include "scenario.h"

#include <signal.h>

int main(int argc, char **argv)
{
    struct options options;
    options_read(&options, argc, argv);
    signal(SIGPIPE, SIG_IGN);
    if (options.print_config) options_print(&options);
    switch (options.scenario)
    {
        case SCENARIO_FANOUT: scenario_fanout(&options); break;
        case SCENARIO_IDLE: scenario_idle(&options); break;
        case SCENARIO_RECONNECT: scenario_reconnect(&options); break;
    }
    return 0;
}
