import type { Problem, SettingName, Settings } from '../settings.js';

export interface PageContent {
  readonly device: string;
  readonly values: { readonly [name in SettingName]?: unknown };
  readonly problems: readonly Problem[];
  readonly saved: boolean;
}

const HEAD =
  '<!doctype html><html lang="hu"><meta charset="utf-8"><meta name="viewport" content="width=device-width">' +
  '<title>Okosmérő</title><style>body{font:16px/1.4 sans-serif;max-width:30em;margin:1em auto;padding:0 1em}' +
  'label{display:block;margin:.9em 0 0}small{color:#555}input,select,button{font:inherit;width:100%;padding:.5em;' +
  'box-sizing:border-box}button{margin:1.5em 0}b{color:#b00020}</style>';

/** Hungarian label, English label. */
const LABELS: { readonly [name in SettingName]: readonly [string, string] } = {
  ssid: ['Wi-Fi neve', 'Wi-Fi name'],
  password: ['Wi-Fi jelszava', 'Wi-Fi password'],
  mqtt_host: ['Bróker címe', 'Broker address'],
  mqtt_port: ['Bróker portja', 'Broker port'],
  mqtt_user: ['Felhasználó (a lap neve is)', 'User (the board’s name too)'],
  mqtt_password: ['Bróker jelszava', 'Broker password'],
  receive: ['Vevő lába', 'Receive pin'],
  polarity: ['Jel', 'Signal'],
  start_delay: ['Wi-Fi indul ennyi másodperc után', 'Wi-Fi starts after seconds'],
};

const CHOICES: { readonly [name in SettingName]?: readonly (readonly [string, string])[] } = {
  receive: [
    ['13', 'D7 (GPIO13)'],
    ['3', 'RX (GPIO3)'],
  ],
  polarity: [
    ['normal', 'tranzisztorral / with the transistor'],
    ['inverted', 'tranzisztor nélkül / without one'],
  ],
};

const SECRET: readonly SettingName[] = ['password', 'mqtt_password'];

function escaped(value: unknown): string {
  return String(value ?? '')
    .split('&')
    .join('&amp;')
    .split('<')
    .join('&lt;')
    .split('"')
    .join('&quot;');
}

function control(name: SettingName, value: unknown): string {
  const choices = CHOICES[name];
  if (choices) {
    const options = choices.map(
      ([choice, text]) => `<option value="${choice}"${choice === String(value) ? ' selected' : ''}>${text}</option>`,
    );
    return `<select name="${name}">${options.join('')}</select>`;
  }
  if (SECRET.includes(name)) {
    return `<input type="password" name="${name}" placeholder="változatlan / unchanged" autocomplete="off">`;
  }
  return `<input name="${name}" value="${escaped(value)}" autocapitalize="off">`;
}

/** The set-up page: Hungarian first, English second, no script, nothing from elsewhere. Stored passwords are not shown. */
export function page(content: PageContent): string {
  const heading = `${HEAD}<h1>Okosmérő <small>${content.device}</small></h1>`;
  if (content.saved) {
    return `${heading}<p>Elmentve. A lap újraindul és csatlakozik.</p><p lang="en">Saved. The board restarts and connects.</p>`;
  }
  const fields = (Object.keys(LABELS) as (keyof Settings)[]).map((name) => {
    const [hungarian, english] = LABELS[name];
    const problem = content.problems.find((candidate) => candidate.name === name);
    const remedy = problem ? `<br><b>✗ ${problem.remedy}</b>` : '';
    return `<label>${hungarian} <small lang="en">${english}</small>${remedy}${control(name, content.values[name])}</label>`;
  });
  return `${heading}<form method="post" action="/">${fields.join('')}<button>Mentés / Save</button></form>`;
}
