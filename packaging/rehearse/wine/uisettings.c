/* Windows.UI.ViewManagement.UISettings for wine 8, for rehearsals only: Qt 6.9 asks it for the system's colours, and
 * ends where there is none. It says black on white, with one blue as the accent.
 *
 * Source of the interfaces: windows.ui.viewmanagement.idl (IUISettings, IUISettings3) and activation.idl. */
#define COBJMACROS
#include <windows.h>

#include <activation.h>
#include <string.h>

typedef struct {
    BYTE a, r, g, b;
} color;

static const GUID unknown = {0x00000000, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID agile = {0x94EA2B94, 0xE9CC, 0x49E0, {0xC0, 0xFF, 0xEE, 0x64, 0xCA, 0x8F, 0x5B, 0x90}};
static const GUID inspectable = {0xAF86E2E0, 0xB12D, 0x4C6A, {0x9C, 0x5A, 0xD7, 0xAA, 0x65, 0x10, 0x1E, 0x90}};
static const GUID factory_id = {0x00000035, 0, 0, {0xC0, 0, 0, 0, 0, 0, 0, 0x46}};
static const GUID settings_id = {0x85361600, 0x1C63, 0x4627, {0xBC, 0xB1, 0x3A, 0x89, 0xE0, 0xBC, 0x9C, 0x55}};
static const GUID settings3_id = {0x03021BE4, 0x5254, 0x4781, {0x81, 0x94, 0x51, 0x68, 0xF7, 0xD0, 0x6D, 0x7B}};

typedef struct {
    const void *const *table;
} object;

static object settings, settings3, factory;

static HRESULT WINAPI query(object *self, const GUID *id, void **out)
{
    object *found = NULL;
    if (IsEqualGUID(id, &unknown) || IsEqualGUID(id, &agile) || IsEqualGUID(id, &inspectable))
        found = self;
    else if (self == &factory && IsEqualGUID(id, &factory_id))
        found = &factory;
    else if (self != &factory && IsEqualGUID(id, &settings_id))
        found = &settings;
    else if (self != &factory && IsEqualGUID(id, &settings3_id))
        found = &settings3;
    *out = found;
    return found ? S_OK : E_NOINTERFACE;
}

/* The three objects live as long as the DLL. */
static ULONG WINAPI count(object *self)
{
    (void)self;
    return 1;
}

static HRESULT WINAPI no_ids(object *self, ULONG *number, GUID **ids)
{
    (void)self;
    *number = 0;
    *ids = NULL;
    return S_OK;
}

static HRESULT WINAPI no_name(object *self, HSTRING *name)
{
    (void)self;
    *name = NULL;
    return S_OK;
}

static HRESULT WINAPI base_trust(object *self, int *level)
{
    (void)self;
    *level = 0;
    return S_OK;
}

static HRESULT WINAPI activate(object *self, void **out)
{
    (void)self;
    *out = &settings;
    return S_OK;
}

static HRESULT WINAPI not_here(object *self)
{
    (void)self;
    return E_NOTIMPL;
}

/* UIColorType: 0 background, 1 foreground, 2 to 8 shades of the accent. */
static HRESULT WINAPI color_value(object *self, int kind, color *out)
{
    static const color background = {255, 255, 255, 255}, foreground = {255, 0, 0, 0}, accent = {255, 0, 95, 184};
    (void)self;
    *out = kind == 0 ? background : kind == 1 ? foreground : accent;
    return S_OK;
}

static HRESULT WINAPI add_changed(object *self, void *handler, INT64 *token)
{
    (void)self, (void)handler;
    *token = 1;
    return S_OK;
}

static HRESULT WINAPI remove_changed(object *self, INT64 token)
{
    (void)self, (void)token;
    return S_OK;
}

#define BASE query, count, count, no_ids, no_name, base_trust
static const void *const factory_table[] = {BASE, activate};
/* None of its twelve values is asked for. */
static const void *const settings_table[] = {BASE,     not_here, not_here, not_here, not_here, not_here, not_here,
                                             not_here, not_here, not_here, not_here, not_here, not_here};
static const void *const settings3_table[] = {BASE, color_value, add_changed, remove_changed};
static object factory = {factory_table}, settings = {settings_table}, settings3 = {settings3_table};

__declspec(dllexport) HRESULT WINAPI DllGetActivationFactory(HSTRING name, void **out)
{
    (void)name;
    *out = &factory;
    return S_OK;
}

__declspec(dllexport) HRESULT WINAPI DllCanUnloadNow(void)
{
    return S_FALSE;
}
