#include "script.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "events.h"
#include "flash.h"
#include "gpio.h"
#include "link.h"
#include "radio.h"
#include "report.h"
#include "run.h"

#define MOST_WORDS 96

typedef struct {
	const char *words;
	const char *rest;
	void (*run)(const char *rest);
} Verb;

typedef struct {
	uint64_t at;
	const Verb *verb;
	char words[MOST_WORDS];
} Line;

static Line *lines;
static unsigned count, next;

static _Noreturn void refuse(const char *path, const char *line)
{
	fprintf(stderr, "%s: not understood: %s\n", path, line);
	exit(64);
}

/* A test may look at the flash file meanwhile. */
static void pauseRun(const char *name)
{
	char answer[64];
	flashSave();
	clockStop();
	eventSayText("pause", "name", name);
	if (!fgets(answer, sizeof(answer), stdin))
		clearerr(stdin);
	clockGo();
}

static void loseWifi(const char *rest)
{
	(void)rest;
	radioLose(true);
}

static void bringWifi(const char *rest)
{
	(void)rest;
	radioLose(false);
}

static void refusePassword(const char *rest)
{
	(void)rest;
	radioRefuse(true);
}

static void acceptPassword(const char *rest)
{
	(void)rest;
	radioRefuse(false);
}

static void cutLink(const char *rest)
{
	(void)rest;
	linkCut(true);
}

static void mendLink(const char *rest)
{
	(void)rest;
	linkCut(false);
}

static void pressButton(const char *rest)
{
	(void)rest;
	gpioButton(true);
}

static void releaseButton(const char *rest)
{
	(void)rest;
	gpioButton(false);
}

static void resetByPin(const char *rest)
{
	(void)rest;
	runReset(REASON_EXTERNAL);
}

static void resetByPower(const char *rest)
{
	(void)rest;
	runReset(REASON_POWER);
}

static void resetByCrash(const char *rest)
{
	(void)rest;
	runReset(REASON_EXCEPTION);
}

static void cutErase(const char *rest)
{
	(void)rest;
	flashCutErase();
}

static void cutWrite(const char *rest)
{
	(void)rest;
	flashCutWrite();
}

static void quit(const char *rest)
{
	(void)rest;
	runFinish(0);
}

static void wear(const char *rest)
{
	unsigned first, sectors;
	sscanf(rest, "%u %u", &first, &sectors);
	flashWear(first, sectors);
}

/* What follows a verb, as sscanf takes it: it fits when nothing is left. */
#define NOTHING "%n"
#define NAME "%*[^\n]%n"
#define TWO_NUMBERS "%*[0-9] %*[0-9]%n"

static const Verb verbs[] = {
	{"wifi lost", NOTHING, loseWifi},
	{"wifi back", NOTHING, bringWifi},
	{"wifi refuse", NOTHING, refusePassword},
	{"wifi accept", NOTHING, acceptPassword},
	{"link cut", NOTHING, cutLink},
	{"link back", NOTHING, mendLink},
	{"button down", NOTHING, pressButton},
	{"button up", NOTHING, releaseButton},
	{"reset external", NOTHING, resetByPin},
	{"reset power", NOTHING, resetByPower},
	{"reset exception", NOTHING, resetByCrash},
	{"flash worn ", TWO_NUMBERS, wear},
	{"flash cut", NOTHING, cutErase},
	{"flash cut write", NOTHING, cutWrite},
	{"pause ", NAME, pauseRun},
	{"report ", NAME, reportTell},
	{"quit", NOTHING, quit},
};

/* NULL: not understood. */
static const Verb *verbOf(const char *words)
{
	for (unsigned i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		size_t length = strlen(verbs[i].words);
		int end = -1;
		if (strncmp(words, verbs[i].words, length))
			continue;
		sscanf(words + length, verbs[i].rest, &end);
		if (end >= 0 && !words[length + end])
			return &verbs[i];
	}
	return NULL;
}

void scriptOpen(const char *path)
{
	char text[256];
	FILE *stream = fopen(path, "r");
	if (!stream)
		refuse(path, "cannot be read");
	while (fgets(text, sizeof(text), stream)) {
		unsigned long long at;
		Line line = {0};
		text[strcspn(text, "\r\n")] = 0;
		if (!*text || *text == '#')
			continue;
		if (sscanf(text, "%llu %95[^\n]", &at, line.words) == 2)
			line.verb = verbOf(line.words);
		if (!line.verb)
			refuse(path, text);
		line.at = at * NS_PER_MS;
		if (count && line.at < lines[count - 1].at)
			refuse(path, "out of order");
		lines = realloc(lines, (count + 1) * sizeof(Line));
		lines[count++] = line;
	}
	fclose(stream);
}

uint64_t scriptNextMoment(void)
{
	return next < count ? lines[next].at : NEVER;
}

/* The line is done before it is obeyed: a reset does not come back here. */
void scriptAdvance(uint64_t now)
{
	while (next < count && lines[next].at <= now) {
		const Line *line = &lines[next++];
		line->verb->run(line->words + strlen(line->verb->words));
	}
}
