/*
 * The meter's line: UART0, receive only, 115200 Bd 8N1, drained by an interrupt into a ring of a whole telegram.
 *
 * The SDK's serial driver leaves the bytes in the 128-byte FIFO until JavaScript comes: 0.7 ms after the interrupt they
 * are lost. Here the interrupt only moves bytes. It posts no message either (the SDK's pool has four places and its post
 * lives in flash): JavaScript looks every few milliseconds, and the ring is deep enough to wait for it.
 */
#include "xsmc.h"
#include "xsHost.h"
#include "esp8266_peri.h"
#include "ets_sys.h"

#include "ring.h"

#define METER_BAUD 115200
#define FORMAT_8N1 0x1C
/* ESP8266 Technical Reference, UART_CONF1: interrupt at half a FIFO, or after two character times of silence */
#define FIFO_THRESHOLD 64
#define SILENCE_CHARACTERS 2

typedef struct {
	Ring ring;
	volatile uint32_t framing; /* stop bits that were not there: wrong polarity, wrong speed or noise */
} MeterPort;

static MeterPort *openPort;

static void ICACHE_RAM_ATTR meterPortInterrupt(void *refcon)
{
	MeterPort *port = refcon;
	uint32_t status = USIS(0);
	uint32_t count;

	if (status & (1 << UIFR))
		port->framing++;
	if (status & (1 << UIOF))
		port->ring.overflow++;
	/* 8 bits: a full FIFO counts 128, which the SDK's mask of 7 bits reads as empty */
	while ((count = (USS(0) >> USRXC) & 0xFF))
		while (count--)
			ringPush(&port->ring, USF(0));
	USIC(0) = status;
}

/* D7 is where UART0 hears after a swap with its CTS line; GPIO3 is its own pin, shared with the board's USB chip. */
static void connectPin(int pin)
{
	GPC(pin) &= 0xF << GPCI;
	GPEC = 1 << pin;
	if (13 == pin) {
		GPF(13) = GPFFS(4);
		IOSWAP |= 1 << IOSWAPU0;
	}
	else {
		GPF(3) = GPFFS(0);
		IOSWAP &= ~(1 << IOSWAPU0);
	}
	GPF(pin) |= 1 << GPFPU;
}

void xs_meter_port_destructor(void *data)
{
	if (!data)
		return;
	ETS_UART_INTR_DISABLE();
	USIE(0) = 0;
	USIC(0) = 0xFFFF;
	openPort = NULL;
	c_free(data);
}

void xs_meter_port(xsMachine *the)
{
	int receive = xsmcToInteger(xsArg(0));
	int inverted = xsmcToBoolean(xsArg(1));
	MeterPort *port;

	if (openPort)
		xsUnknownError("the meter port is open already");
	if (receive != 3 && receive != 13)
		xsRangeError("the meter port receives on GPIO 3 or 13");
	port = c_calloc(1, sizeof(MeterPort));
	if (!port)
		xsUnknownError("no memory for the meter port's ring");
	xsmcSetHostData(xsThis, port);
	openPort = port;

	ETS_UART_INTR_DISABLE();
	USIE(0) = 0;
	connectPin(receive);
	USD(0) = ESP8266_CLOCK / METER_BAUD;
	USC0(0) = FORMAT_8N1 | (inverted ? 1 << UCRXI : 0) | (1 << UCRXRST);
	USC0(0) &= ~(1 << UCRXRST);
	USC1(0) = (FIFO_THRESHOLD << UCFFT) | (SILENCE_CHARACTERS << UCTOT) | (1u << UCTOE);
	USIC(0) = 0xFFFF;
	ETS_UART_INTR_ATTACH(meterPortInterrupt, port);
	USIE(0) = (1 << UIFF) | (1 << UITO) | (1 << UIFR) | (1 << UIOF);
	ETS_UART_INTR_ENABLE();
}

void xs_meter_port_close(xsMachine *the)
{
	xs_meter_port_destructor(xsmcGetHostData(xsThis));
	xsmcSetHostData(xsThis, NULL);
}

static MeterPort *portOf(xsMachine *the)
{
	MeterPort *port = xsmcGetHostData(xsThis);
	if (!port)
		xsUnknownError("the meter port is closed");
	return port;
}

void xs_meter_port_read(xsMachine *the)
{
	MeterPort *port = portOf(the);
	void *to;
	xsUnsignedValue size;

	xsmcGetBufferWritable(xsArg(0), &to, &size);
	xsmcSetInteger(xsResult, ringRead(&port->ring, to, size));
}

void xs_meter_port_overflow(xsMachine *the)
{
	xsmcSetInteger(xsResult, portOf(the)->ring.overflow);
}

void xs_meter_port_framing(xsMachine *the)
{
	xsmcSetInteger(xsResult, portOf(the)->framing);
}
