/* bcryptprimitives.dll for wine 8, for rehearsals only: the one function that newer libraries ask it for. It draws from
 * wine's own generator, as Windows' does from its own. */
#include <windows.h>

BOOLEAN NTAPI SystemFunction036(PVOID data, ULONG length); /* RtlGenRandom, of advapi32 */

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
    while (length > 0) {
        ULONG now = length > 65536 ? 65536 : (ULONG)length;
        if (!SystemFunction036(data, now))
            return FALSE;
        data += now;
        length -= now;
    }
    return TRUE;
}
