/*
 * A card reader that is not there: an IFD handler (PC/SC 3.0) which the real pcscd loads as it loads libccid.
 * Whatever pcscd asks of the reader goes over a unix socket ($IFD_SIM_SOCKET) to the other half in field.py.
 *
 * A frame is: op (1 byte), length (2 bytes, big-endian), payload.
 *   H hello (the device's name)   E this is the connection on which the other half says that the field has changed
 *   P is a card there?            U, R power up, reset: answers the ATR     D power down
 *   T transmit an APDU            C control (escape): 4 bytes of code, then the command
 * Every op is answered by a frame K; an empty answer means "no card", one byte to a T "not understood".
 *
 * Changes are pushed (TAG_IFD_POLLING_THREAD_WITH_TIMEOUT), as libccid does for readers with an interrupt endpoint.
 */
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <PCSC/ifdhandler.h>
#include <PCSC/reader.h>

#define SLOTS 16
#define LONGEST_ESCAPE 65000

struct slot {
    DWORD lun;
    int used, talk, events, stop[2];
    unsigned char atr[MAX_ATR_SIZE];
    size_t atr_size;
    pthread_mutex_t lock;
};

static struct slot slots[SLOTS];

static struct slot *find(DWORD lun)
{
    for (int i = 0; i < SLOTS; i++)
        if (slots[i].used && slots[i].lun == lun)
            return &slots[i];
    return NULL;
}

static int dial(void)
{
    const char *path = getenv("IFD_SIM_SOCKET");
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    int s;

    if (path == NULL || strlen(path) >= sizeof address.sun_path)
        return -1;
    strcpy(address.sun_path, path);
    s = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (s >= 0 && connect(s, (struct sockaddr *)&address, sizeof address) != 0) {
        close(s);
        s = -1;
    }
    return s;
}

static int put(int s, char op, const void *data, size_t size)
{
    unsigned char head[3] = {op, size >> 8, size};

    if (send(s, head, 3, MSG_NOSIGNAL | (size > 0 ? MSG_MORE : 0)) != 3)
        return -1;
    return size > 0 && send(s, data, size, MSG_NOSIGNAL) != (ssize_t)size ? -1 : 0;
}

/* The size of the answer, or -1. */
static int get(int s, unsigned char *answer, size_t room)
{
    unsigned char head[3];
    size_t size;

    if (recv(s, head, 3, MSG_WAITALL) != 3)
        return -1;
    size = head[1] << 8 | head[2];
    if (head[0] != 'K' || size > room)
        return -1;
    return size > 0 && recv(s, answer, size, MSG_WAITALL) != (ssize_t)size ? -1 : (int)size;
}

static int ask(struct slot *slot, char op, const void *data, size_t size, unsigned char *answer, size_t room)
{
    int got;

    pthread_mutex_lock(&slot->lock);
    got = put(slot->talk, op, data, size) != 0 ? -1 : get(slot->talk, answer, room);
    pthread_mutex_unlock(&slot->lock);
    return got;
}

RESPONSECODE IFDHCreateChannelByName(DWORD lun, LPSTR name)
{
    struct slot *slot = NULL;
    unsigned char nothing[8];

    for (int i = 0; i < SLOTS && slot == NULL; i++)
        if (!slots[i].used)
            slot = &slots[i];
    if (slot == NULL)
        return IFD_COMMUNICATION_ERROR;
    memset(slot, 0, sizeof *slot);
    slot->lun = lun;
    pthread_mutex_init(&slot->lock, NULL);
    slot->talk = dial();
    slot->events = dial();
    if (slot->talk < 0 || slot->events < 0 || pipe(slot->stop) != 0)
        return IFD_NO_SUCH_DEVICE;
    if (ask(slot, 'H', name, strlen(name), nothing, sizeof nothing) < 0)
        return IFD_NO_SUCH_DEVICE;
    if (put(slot->events, 'E', name, strlen(name)) != 0 || get(slot->events, nothing, sizeof nothing) < 0)
        return IFD_NO_SUCH_DEVICE;
    slot->used = 1;
    return IFD_SUCCESS;
}

RESPONSECODE IFDHCreateChannel(DWORD lun, DWORD channel)
{
    char name[32];

    snprintf(name, sizeof name, "channel:%lu", channel);
    return IFDHCreateChannelByName(lun, name);
}

RESPONSECODE IFDHCloseChannel(DWORD lun)
{
    struct slot *slot = find(lun);

    if (slot != NULL) {
        close(slot->talk);
        close(slot->events);
        close(slot->stop[0]);
        close(slot->stop[1]);
        slot->used = 0;
    }
    return IFD_SUCCESS;
}

/* Called in pcscd's thread of this reader: sleeps until the field changes or pcscd wants the thread back. */
static RESPONSECODE wait_for_change(DWORD lun, int timeout_ms)
{
    struct slot *slot = find(lun);
    char changes[64];

    if (slot == NULL)
        return IFD_NO_SUCH_DEVICE;
    struct pollfd polled[2] = {{.fd = slot->events, .events = POLLIN}, {.fd = slot->stop[0], .events = POLLIN}};
    if (poll(polled, 2, timeout_ms) > 0) {
        if (polled[0].revents != 0 && recv(slot->events, changes, sizeof changes, MSG_DONTWAIT) <= 0)
            usleep(100000);
        if (polled[1].revents != 0 && read(slot->stop[0], changes, sizeof changes) <= 0)
            usleep(100000);
    }
    return IFD_SUCCESS;
}

/* pcscd calls this when it wants to look at the reader sooner. When the reader goes it kills the thread. */
static RESPONSECODE stop_waiting(DWORD lun)
{
    struct slot *slot = find(lun);

    return slot != NULL && write(slot->stop[1], "!", 1) == 1 ? IFD_SUCCESS : IFD_COMMUNICATION_ERROR;
}

static RESPONSECODE one_byte(PDWORD size, PUCHAR value, UCHAR byte)
{
    *size = 1;
    *value = byte;
    return IFD_SUCCESS;
}

RESPONSECODE IFDHGetCapabilities(DWORD lun, DWORD tag, PDWORD size, PUCHAR value)
{
    static const char vendor[] = "Regulars rig";
    struct slot *slot = find(lun);

    if (slot == NULL)
        return IFD_COMMUNICATION_ERROR;
    switch (tag) {
    case TAG_IFD_ATR:
    case SCARD_ATTR_ATR_STRING:
        if (*size < slot->atr_size)
            return IFD_ERROR_INSUFFICIENT_BUFFER;
        *size = slot->atr_size;
        memcpy(value, slot->atr, slot->atr_size);
        return IFD_SUCCESS;
    case TAG_IFD_SLOTS_NUMBER:
    case TAG_IFD_THREAD_SAFE:
    case TAG_IFD_POLLING_THREAD_KILLABLE:
        return one_byte(size, value, 1);
    case TAG_IFD_SIMULTANEOUS_ACCESS:
        return one_byte(size, value, SLOTS);
    case TAG_IFD_SLOT_THREAD_SAFE:
        return one_byte(size, value, 0);
    case TAG_IFD_POLLING_THREAD_WITH_TIMEOUT:
        *size = sizeof(void *);
        if (value != NULL)
            *(void **)value = (void *)wait_for_change;
        return IFD_SUCCESS;
    case TAG_IFD_STOP_POLLING_THREAD:
        *size = sizeof(void *);
        if (value != NULL)
            *(void **)value = (void *)stop_waiting;
        return IFD_SUCCESS;
    case SCARD_ATTR_VENDOR_NAME:
        *size = sizeof vendor;
        if (value != NULL)
            memcpy(value, vendor, sizeof vendor);
        return IFD_SUCCESS;
    }
    *size = 0;
    return IFD_ERROR_TAG;
}

RESPONSECODE IFDHSetCapabilities(DWORD lun, DWORD tag, DWORD size, PUCHAR value)
{
    (void)lun, (void)tag, (void)size, (void)value;
    return IFD_NOT_SUPPORTED;
}

RESPONSECODE IFDHSetProtocolParameters(DWORD lun, DWORD protocol, UCHAR flags, UCHAR pts1, UCHAR pts2, UCHAR pts3)
{
    (void)lun, (void)protocol, (void)flags, (void)pts1, (void)pts2, (void)pts3;
    return IFD_SUCCESS;
}

RESPONSECODE IFDHPowerICC(DWORD lun, DWORD action, PUCHAR atr, PDWORD size)
{
    struct slot *slot = find(lun);
    unsigned char nothing[8];
    int got;

    if (slot == NULL)
        return IFD_COMMUNICATION_ERROR;
    if (action == IFD_POWER_DOWN) {
        ask(slot, 'D', NULL, 0, nothing, sizeof nothing);
        return IFD_SUCCESS;
    }
    got = ask(slot, action == IFD_RESET ? 'R' : 'U', NULL, 0, slot->atr, sizeof slot->atr);
    slot->atr_size = got > 0 ? got : 0;
    if (size != NULL)
        *size = slot->atr_size;
    if (got <= 0)
        return IFD_ERROR_POWER_ACTION;
    if (atr != NULL)
        memcpy(atr, slot->atr, slot->atr_size);
    return IFD_SUCCESS;
}

RESPONSECODE IFDHTransmitToICC(DWORD lun, SCARD_IO_HEADER send_pci, PUCHAR command, DWORD size, PUCHAR answer,
                               PDWORD answer_size, PSCARD_IO_HEADER receive_pci)
{
    struct slot *slot = find(lun);
    int got;

    if (slot == NULL)
        return IFD_COMMUNICATION_ERROR;
    got = ask(slot, 'T', command, size, answer, *answer_size);
    *answer_size = got > 1 ? got : 0;
    if (got <= 1)
        return got == 0 ? IFD_ICC_NOT_PRESENT : IFD_COMMUNICATION_ERROR;
    if (receive_pci != NULL)
        receive_pci->Protocol = send_pci.Protocol;
    return IFD_SUCCESS;
}

RESPONSECODE IFDHControl(DWORD lun, DWORD code, PUCHAR command, DWORD size, PUCHAR answer, DWORD room, LPDWORD answer_size)
{
    struct slot *slot = find(lun);
    unsigned char frame[4 + LONGEST_ESCAPE];
    int got;

    if (answer_size != NULL)
        *answer_size = 0;
    if (slot == NULL || size > LONGEST_ESCAPE)
        return IFD_COMMUNICATION_ERROR;
    if (code == CM_IOCTL_GET_FEATURE_REQUEST)
        return IFD_SUCCESS;
    frame[0] = code >> 24;
    frame[1] = code >> 16;
    frame[2] = code >> 8;
    frame[3] = code;
    memcpy(frame + 4, command, size);
    got = ask(slot, 'C', frame, size + 4, answer, room);
    if (got <= 0)
        return IFD_ERROR_NOT_SUPPORTED;
    if (answer_size != NULL)
        *answer_size = got;
    return IFD_SUCCESS;
}

RESPONSECODE IFDHICCPresence(DWORD lun)
{
    struct slot *slot = find(lun);
    unsigned char there[8];
    int got;

    if (slot == NULL)
        return IFD_COMMUNICATION_ERROR;
    got = ask(slot, 'P', NULL, 0, there, sizeof there);
    if (got < 0)
        return IFD_COMMUNICATION_ERROR;
    return got == 1 && there[0] != 0 ? IFD_ICC_PRESENT : IFD_ICC_NOT_PRESENT;
}
