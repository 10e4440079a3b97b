import { type Problem, SECRET_NAMES, type SettingName, type Text } from '../settings.js';

export interface PageContent {
  readonly device: string;
  readonly values: { readonly [name in SettingName]?: unknown };
  readonly problems: readonly Problem[];
  readonly saved: boolean;
}

interface Field {
  readonly name: SettingName;
  readonly label: Text;
  readonly hint?: Text;
  /** Attributes of the input. What they ask for a telephone says in its own language; {@link Problem} is the last word. */
  readonly input?: string;
  /** Values of a list and what they mean. */
  readonly choices?: readonly (readonly [string, Text])[];
}

interface Group {
  readonly title: Text;
  readonly intro?: Text;
  /** Shut until asked for: nearly every household leaves it as it is. */
  readonly folded?: boolean;
  readonly fields: readonly Field[];
}

const HEAD = [
  '<!doctype html><html lang="hu"><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">' +
    '<title>Okosmérő</title><style>:root{color-scheme:light dark;--paper:#f6f5f1;--card:#fff;--ink:#1c1f24;--muted:#646a72;' +
    '--line:#b9b7af;--accent:#0b5f64;--on:#fff;--red:#b3261e;--soft:#f9dcd9}@media(prefers-color-scheme:dark){:root{--paper:#121417;' +
    '--card:#1b1e23;--ink:#eceae4;--muted:#9aa0a8;--line:#5a606a;--accent:#74d0d4;--on:#121417;--red:#f28b82;--soft:#4a1f1c}}',
  '*{box-sizing:border-box}body{font:16px/1.45 system-ui,sans-serif;background:var(--paper);color:var(--ink);max-width:34em;' +
    'margin:auto;padding:16px}h1{font-size:26px;margin:8px 0 0}h2,summary{font-size:18px;font-weight:600}h2{margin:0}' +
    'section,details{background:var(--card);border:1px solid var(--line);border-radius:16px;padding:16px;margin:12px 0}' +
    'summary{min-height:32px;cursor:pointer}p{margin:4px 0}small{color:var(--muted);font-size:13px;font-weight:400}',
  'label{display:block;margin:16px 0 4px;font-weight:600}input,select,button{font:inherit;color:inherit;background:var(--card);' +
    'width:100%;min-height:48px;padding:8px 12px;border:1px solid var(--line);border-radius:10px}' +
    '[type=checkbox]{width:24px;min-height:24px;margin:0 8px 0 0;vertical-align:middle}.show{font-weight:400;margin:8px 0}' +
    'button{background:var(--accent);color:var(--on);border:0;font-weight:600;margin:4px 0 24px}' +
    '.bad{color:var(--red);background:var(--soft);border-radius:10px;padding:8px 12px}.bad small{color:inherit}' +
    '[aria-invalid]{border:2px solid var(--red)}</style>',
];

const NAME = 'autocapitalize="none" autocorrect="off" spellcheck="false" maxlength="64"';

const GROUPS: readonly Group[] = [
  {
    title: ['Az otthoni Wi-Fi', 'Your Wi-Fi'],
    fields: [
      {
        name: 'ssid',
        label: ['Neve', 'Name'],
        hint: ['Csak 2,4 GHz-es lehet.', '2.4 GHz only.'],
        input: `required ${NAME}`,
      },
      { name: 'password', label: ['Jelszava', 'Password'], input: 'minlength="8" maxlength="63"' },
    ],
  },
  {
    title: ['Ahova a mérések mennek', 'Where the readings go'],
    intro: ['Amit a Pi kiírt, amikor ezt a panelt felvetted.', 'What the Pi printed when you added this board.'],
    fields: [
      {
        name: 'mqtt_host',
        label: ['Bróker címe', 'Broker address'],
        input: `required placeholder="okosmero.local" ${NAME}`,
      },
      {
        name: 'mqtt_user',
        label: ['Felhasználó', 'User'],
        hint: ['Egyben a panel neve.', 'The board’s name as well.'],
        input: NAME,
      },
      { name: 'mqtt_password', label: ['Jelszó', 'Password'], input: 'maxlength="64"' },
    ],
  },
  {
    title: ['Ami ritkán kell', 'Seldom needed'],
    folded: true,
    fields: [
      {
        name: 'mqtt_port',
        label: ['Bróker portja', 'Broker port'],
        input: 'type="number" min="1" max="65535" required',
      },
      {
        name: 'receive',
        label: ['A vevő lába', 'Receive pin'],
        choices: [
          ['13', ['D7 (GPIO13)', '']],
          ['3', ['RX (GPIO3)', '']],
        ],
      },
      {
        name: 'polarity',
        label: ['A mérő jele', 'The meter’s signal'],
        choices: [
          ['normal', ['tranzisztorral', 'with transistor']],
          ['inverted', ['tranzisztor nélkül', 'without one']],
        ],
      },
      {
        name: 'start_delay',
        label: ['Ennyi másodperc múlva indul a Wi-Fi', 'Seconds until Wi-Fi starts'],
        hint: ['Addig töltődik a kondenzátor.', 'The capacitor charges meanwhile.'],
        input: 'type="number" min="0" max="300" required',
      },
    ],
  },
];

const CLOSING =
  '<label class="show"><input type="checkbox" onclick="this.form.querySelectorAll(\'[data-secret]\').forEach(i=>i.type=' +
  "this.checked?'text':'password')\">Mutasd a jelszavakat <small lang=\"en\">Show the passwords</small></label>" +
  '<button>Mentés <span lang="en">/ Save</span></button></form>';

const SAVED = [
  '<section><h2>Elmentve</h2><p>A panel újraindul, és csatlakozik. Öt másodpercenként egy villanás: minden rendben. ' +
    'Négy villanás: nincs Wi-Fi. Öt: nincs bróker.</p><p>Ha valamit elírtál, tartsd nyomva a beállítógombot (D5), miközben ' +
    'áramot kap, vagy nyomd meg háromszor az RST gombot: ez a lap újra megnyílik, és semmi nem vész el.</p></section>',
  '<section lang="en"><h2>Saved</h2><p>The board restarts and connects. One flash every five seconds: all is fine. ' +
    'Four flashes: no Wi-Fi. Five: no broker.</p><p>If something is mistyped, hold the setup button (D5) while power comes, or ' +
    'press RST three times: this page opens again and nothing is lost.</p></section>',
];

const INTRO =
  '<p>Add meg, melyik Wi-Fin és hova küldje a panel a méréseket. <small lang="en">Tell the board its Wi-Fi and where to send ' +
  'the readings.</small></p>';

const PROBLEMS =
  '<p class="bad" role="alert">Még nincs elmentve: javítsd, ami pirossal van jelölve. ' +
  '<small lang="en">Not saved yet: mend what is marked in red.</small></p>';

/** A piece of the page: text, or what makes it. */
type Part = string | ((content: PageContent) => string);

const FORM_PARTS: readonly Part[] = [
  ...HEAD,
  ({ device, problems }) => `${heading(device)}${problems.length ? PROBLEMS : INTRO}<form method="post" action="/">`,
  ...GROUPS.flatMap((group): Part[] => [
    (content) => opening(group, content),
    ...group.fields.map(
      (field): Part =>
        (content) =>
          fieldPart(field, content),
    ),
    group.folded ? '</details>' : '</section>',
  ]),
  CLOSING,
];

const SAVED_PARTS: readonly Part[] = [...HEAD, ({ device }) => heading(device), ...SAVED];

/**
 * The set-up page in parts, `index` from 0 on; undefined behind the last. Hungarian first, English second, nothing from
 * elsewhere; stored passwords are not shown. Each part is made when its turn comes, because several visitors' whole pages do
 * not fit into the chip's memory.
 */
export function pagePart(content: PageContent, index: number): string | undefined {
  const part = (content.saved ? SAVED_PARTS : FORM_PARTS)[index];
  return typeof part === 'function' ? part(content) : part;
}

function heading(device: string): string {
  return `<h1>Okosmérő</h1><p><small>okosmero-${device}</small></p>`;
}

function opening({ title, intro, folded, fields }: Group, content: PageContent): string {
  if (!folded) return `<section><h2>${said(title)}</h2>${intro ? `<p><small>${said(intro)}</small></p>` : ''}`;
  const wrong = fields.some(({ name }) => problemOf(content, name));
  return `<details${wrong ? ' open' : ''}><summary>${said(title)}</summary>`;
}

function fieldPart(field: Field, content: PageContent): string {
  const { name, hint } = field;
  const problem = problemOf(content, name);
  const below = problem ? `<p class="bad" id="${name}-why">✗ ${said(problem.remedy)}</p>` : '';
  const advice = hint ? `<p><small>${said(hint)}</small></p>` : '';
  return `<label for="${name}">${said(field.label)}</label>${control(field, content)}${below}${advice}`;
}

function control(field: Field, content: PageContent): string {
  const { name, choices } = field;
  const value = String(content.values[name] ?? '');
  const wrong = problemOf(content, name) ? ` aria-invalid="true" aria-describedby="${name}-why"` : '';
  const common = `id="${name}" name="${name}"${wrong}`;
  if (choices) {
    const options = choices.map(([choice, [hungarian, english]]) => {
      const text = english === '' ? hungarian : `${hungarian} / ${english}`;
      return `<option value="${choice}"${choice === value ? ' selected' : ''}>${text}</option>`;
    });
    return `<select ${common}>${options.join('')}</select>`;
  }
  if (SECRET_NAMES.includes(name)) {
    const kept = value === '' ? '' : ' placeholder="változatlan / unchanged"';
    return `<input ${common} type="password" data-secret autocomplete="off" ${field.input}${kept}>`;
  }
  return `<input ${common} value="${escaped(value)}" ${field.input}>`;
}

function problemOf({ problems }: PageContent, name: SettingName): Problem | undefined {
  return problems.find((problem) => problem.name === name);
}

function said([hungarian, english]: Text): string {
  return `${hungarian} <small lang="en">${english}</small>`;
}

function escaped(text: string): string {
  return text.split('&').join('&amp;').split('<').join('&lt;').split('"').join('&quot;');
}
