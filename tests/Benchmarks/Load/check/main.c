#include "check.h"

unsigned checks_passed, checks_failed;

int main(void)
{
    check_scanner();
    check_faults();
    check_framing();
    check_http();
    check_small_parts();
    check_orders();
    printf("%u passed, %u failed\n", checks_passed, checks_failed);
    return checks_failed > 0;
}
