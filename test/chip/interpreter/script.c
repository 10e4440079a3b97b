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
	uint64_t at;
	char words[MOST_WORDS];
} Line;

static Line *lines;
static unsigned count, next;

static _Noreturn void refuse(const char *path, const char *line)
{
	fprintf(stderr, "%s: not understood: %s\n", path, line);
	exit(64);
}

static bool known(const char *words)
{
	static const char *const verbs[] = {
		"wifi lost", "wifi back", "wifi refuse", "wifi accept", "link cut", "link back", "button down",
		"button up", "reset external", "reset power", "reset exception", "flash worn ", "flash cut", "flash cut write",
		"pause ", "report ", "quit",
	};
	for (unsigned i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		size_t length = strlen(verbs[i]);
		bool more = verbs[i][length - 1] == ' ';
		if (more ? !strncmp(words, verbs[i], length) : !strcmp(words, verbs[i]))
			return true;
	}
	return false;
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
		if (sscanf(text, "%llu %95[^\n]", &at, line.words) != 2 || !known(line.words))
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

static bool radioOrLink(const char *words)
{
	if (!strcmp(words, "wifi lost"))
		radioLose(true);
	else if (!strcmp(words, "wifi back"))
		radioLose(false);
	else if (!strcmp(words, "wifi refuse"))
		radioRefuse(true);
	else if (!strcmp(words, "wifi accept"))
		radioRefuse(false);
	else if (!strcmp(words, "link cut"))
		linkCut(true);
	else if (!strcmp(words, "link back"))
		linkCut(false);
	else
		return false;
	return true;
}

static void flashFault(const char *words)
{
	unsigned first, sectors;
	if (sscanf(words, "flash worn %u %u", &first, &sectors) == 2)
		flashWear(first, sectors);
	else if (!strcmp(words, "flash cut write"))
		flashCutWrite();
	else
		flashCutErase();
}

static void run(const char *words)
{
	if (radioOrLink(words))
		return;
	if (!strcmp(words, "button down"))
		gpioButton(true);
	else if (!strcmp(words, "button up"))
		gpioButton(false);
	else if (!strncmp(words, "flash ", 6))
		flashFault(words);
	else if (!strncmp(words, "report ", 7))
		reportTell(words + 7);
	else if (!strncmp(words, "pause ", 6))
		pauseRun(words + 6);
	else if (!strcmp(words, "reset external"))
		runReset(REASON_EXTERNAL);
	else if (!strcmp(words, "reset power"))
		runReset(REASON_POWER);
	else if (!strcmp(words, "reset exception"))
		runReset(REASON_EXCEPTION);
	else
		runFinish(0);
}

/* The line is done before it is obeyed: a reset does not come back here. */
void scriptAdvance(uint64_t now)
{
	while (next < count && lines[next].at <= now)
		run(lines[next++].words);
}
