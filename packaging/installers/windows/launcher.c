/* Haversack.exe: starts the program in the interpreter that lies beside it, without a console.
 *
 * It loads python3xx.dll by its full path and hands over what was typed, as it was typed (UTF-16), to Py_Main. Where
 * modules lie is said by python3xx._pth beside the DLL, which also shuts out PYTHONPATH, the registry and the current
 * folder. DLLs come from that folder and from Windows alone: never from the current folder or from PATH.
 *
 * PYTHON_DLL and START_MODULE are given by the build. With CONSOLE it is the same for a terminal.
 */
#ifndef UNICODE
#define UNICODE
#endif
#define _WIN32_WINNT 0x0A00
#include <windows.h>

#include <stdlib.h>
#include <wchar.h>

#define LONGEST_PATH 32768

typedef int (*py_main)(int, wchar_t **);

static int fail(const wchar_t *what)
{
#ifdef CONSOLE
    DWORD written;
    HANDLE errors = GetStdHandle(STD_ERROR_HANDLE);
    WriteConsoleW(errors, what, (DWORD)wcslen(what), &written, NULL);
    WriteConsoleW(errors, L"\r\n", 2, &written, NULL);
#else
    MessageBoxW(NULL, what, L"Haversack", MB_OK | MB_ICONERROR);
#endif
    return 3;
}

/* Replaces the last part of a path by another name; 0 if it becomes too long. */
static int beside(wchar_t *path, const wchar_t *name)
{
    wchar_t *last = wcsrchr(path, L'\\');
    size_t room;
    if (last == NULL)
        return 0;
    room = LONGEST_PATH - (size_t)(last + 1 - path);
    if (wcslen(name) >= room)
        return 0;
    wcscpy(last + 1, name);
    return 1;
}

static int run(int count, wchar_t **words)
{
    static wchar_t path[LONGEST_PATH];
    static wchar_t own[LONGEST_PATH];
    wchar_t **all;
    HMODULE library;
    py_main start;
    DWORD length;
    int index;

    /* PySide6 adds its own folders to the search by AddDllDirectory; nothing else counts but Windows itself. */
    if (!SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32 | LOAD_LIBRARY_SEARCH_USER_DIRS))
        return fail(L"This version of Windows is too old for Haversack. It needs Windows 10 or newer.");
    SetDllDirectoryW(L"");

    length = GetModuleFileNameW(NULL, own, LONGEST_PATH);
    if (length == 0 || length >= LONGEST_PATH)
        return fail(L"Haversack does not know where it lies. Please install it again in another folder.");
    wcscpy(path, own);
    if (!beside(path, PYTHON_DLL))
        return fail(L"Haversack lies in a folder whose path is too long. Please install it again in another folder.");
    library = LoadLibraryExW(path, NULL, LOAD_LIBRARY_SEARCH_DLL_LOAD_DIR | LOAD_LIBRARY_SEARCH_SYSTEM32);
    if (library == NULL)
        return fail(L"A part of Haversack is missing. Please install it again; your data stays as it is.");
    start = (py_main)(void (*)(void))GetProcAddress(library, "Py_Main");
    if (start == NULL)
        return fail(L"A part of Haversack is damaged. Please install it again; your data stays as it is.");

    /* own path, -m, START_MODULE, what was typed, NULL */
    all = calloc((size_t)count + 3, sizeof *all);
    if (all == NULL)
        return fail(L"There is not enough memory to start Haversack. Please close other programs first.");
    all[0] = own;
    all[1] = L"-m";
    all[2] = START_MODULE;
    for (index = 1; index < count; index++)
        all[index + 2] = words[index];
    return start((count > 0 ? count : 1) + 2, all);
}

#ifdef CONSOLE
int wmain(int count, wchar_t **words)
{
    return run(count, words);
}
#else
int WINAPI wWinMain(HINSTANCE instance, HINSTANCE before, PWSTR line, int show)
{
    (void)instance, (void)before, (void)line, (void)show;
    return run(__argc, __wargv);
}
#endif
