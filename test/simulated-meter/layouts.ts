/**
 * How each maker prints the registers: byte for byte the layouts of `test/telegrams/` (P1.md 2). One function a maker,
 * one line of the telegram a line of code.
 */
import { timestamp } from './calendar.js';
import type { MeterState } from './meter.js';

export type Checksum = 'arc' | 'x25' | 'unknown';

export interface Layout {
  /** Lines after the slash of the first, without line ends. Characters above 0x7F stand for single bytes. */
  readonly lines: (state: MeterState, serial: string) => readonly string[];
  readonly checksum: Checksum;
  readonly phases: 1 | 3;
}

/** A whole number of thousandths as digits with three decimals. */
function thousandths(value: number, whole: number): string {
  const digits = String(value).padStart(whole + 3, '0');
  return `${digits.slice(0, -3)}.${digits.slice(-3)}`;
}

const PHASE_CODES = [3, 5, 7] as const;
const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex');
const energy = (value: number, unit: string, whole = 6) => `(${thousandths(value, whole)}*${unit})`;
const total = (tariffs: readonly [number, number]) => tariffs[0] + tariffs[1];

function energies({ importWh, exportWh }: MeterState, whole = 6): string[] {
  const lines: string[] = [];
  for (const [code, tariffs] of [
    [1, importWh],
    [2, exportWh],
  ] as const) {
    lines.push(`1-0:${code}.8.0${energy(total(tariffs), 'kWh', whole)}`);
    for (const [index, value] of [...tariffs, 0, 0].entries()) {
      lines.push(`1-0:${code}.8.${index + 1}${energy(value, 'kWh', whole)}`);
    }
  }
  return lines;
}

/** +R and -R as sums of the quadrants, then the quadrants. */
function reactiveEnergies({ quadrantVarh: [one, two, three, four] }: MeterState): string[] {
  return [one + two, three + four, one, two, three, four].map(
    (value, index) => `1-0:${index + 3}.8.0${energy(value, 'kvarh')}`,
  );
}

function combined({ importWh, exportWh }: MeterState): string {
  return `1-0:15.8.0${energy(total(importWh) + total(exportWh), 'kWh')}`;
}

function apparent(watts: number, vars: number): number {
  return Math.sqrt(watts * watts + vars * vars);
}

/** Thousandths, without a sign; 1000 where nothing flows. */
function powerFactor(watts: number, vars: number): number {
  return watts === 0 && vars === 0 ? 1000 : Math.round((1000 * Math.abs(watts)) / apparent(watts, vars));
}

const milliamperes = ({ watts, vars, decivolts }: MeterState['phases'][number]) =>
  Math.round((apparent(watts, vars) * 10000) / decivolts);

function voltagesAndCurrents(
  { phases }: MeterState,
  volts: (decivolts: number) => string,
  amperes: (milliamperes: number) => string,
): string[] {
  return [
    ...phases.map(({ decivolts }, phase) => `1-0:${PHASE_CODES[phase]}2.7.0(${volts(decivolts)}*V)`),
    ...phases.map((state, phase) => `1-0:${PHASE_CODES[phase]}1.7.0(${amperes(milliamperes(state))}*A)`),
  ];
}

const decimal = (tenths: number) => `${Math.trunc(tenths / 10)}.${tenths % 10}`;
const wholeAmperes = (milli: number) => String(Math.round(milli / 1000)).padStart(3, '0');

/** The total's (three phases only), then each phase's. `print` takes signed thousandths: negative on export. */
function powerFactors({ phases }: MeterState, print: (thousandths: number) => string): string[] {
  const signed = (watts: number, vars: number) => (watts < 0 ? -1 : 1) * powerFactor(watts, vars);
  const watts = phases.reduce((sum, phase) => sum + phase.watts, 0);
  const vars = phases.reduce((sum, phase) => sum + phase.vars, 0);
  return [
    ...(phases.length === 3 ? [`1-0:13.7.0(${print(signed(watts, vars))})`] : []),
    ...phases.map((phase, index) => `1-0:${PHASE_CODES[index]}3.7.0(${print(signed(phase.watts, phase.vars))})`),
  ];
}

const absolute = (value: number) => thousandths(Math.abs(value), 1);
/** Sagemcom prints a negative one as the last four digits of its unsigned 16-bit form (P1.md 2.4). */
const wrapped = (value: number) => thousandths(value < 0 ? (65536 + value) % 10000 : value, 1);

function powers({ centihertz, importWatts, exportWatts, quadrantVars }: MeterState): string[] {
  return [
    `1-0:14.7.0(${Math.trunc(centihertz / 100)}.${String(centihertz % 100).padStart(2, '0')}*Hz)`,
    `1-0:1.7.0${energy(importWatts, 'kW', 2)}`,
    `1-0:2.7.0${energy(exportWatts, 'kW', 2)}`,
    ...quadrantVars.map((vars, index) => `1-0:${index + 5}.7.0${energy(vars, 'kvar', 2)}`),
  ];
}

function monthEnd({ monthEnd: month }: MeterState): string {
  const [one, two, three, four] = month.quadrantVarh;
  const [imported, exported] = [total(month.importWh), total(month.exportWh)];
  const kWh = [imported, ...month.importWh, exported, ...month.exportWh].map((value) => energy(value, 'kWh'));
  const kvarh = [one + two, three + four, one, two, three, four].map((value) => energy(value, 'kvarh'));
  const kW = [month.maxImportWatts, month.maxExportWatts]
    .flatMap((tariffs) => [Math.max(...tariffs), ...tariffs])
    .map((value) => energy(value, 'kW', 2));
  return `0-0:98.1.0(${timestamp(month.instant)})${kWh.join('')}${kvarh.join('')}${energy(imported + exported, 'kWh')}${kW.join('')}`;
}

const time = ({ instant }: MeterState) => `0-0:1.0.0(${timestamp(instant)})`;
const currentLimits = (limit: string) => PHASE_CODES.map((code) => `1-0:${code}1.4.0(${limit}*A)`);

/** E.ON, ELMŰ, OPUS: 1024 raw 0xFF bytes where a message could be. */
const sanxing = (phases: 1 | 3): Layout => ({
  phases,
  checksum: 'arc',
  lines: (state, serial) => [
    `AUX5${serial}`,
    '',
    time(state),
    `0-0:42.0.0(AUX10309${serial.slice(-8)})`,
    `0-0:96.1.0(${serial})`,
    `0-0:96.14.0(000${state.tariff})`,
    '0-0:96.50.68(ON)',
    `0-0:17.0.0(${phases === 3 ? '90' : '24'}.000*kW)`,
    ...energies(state),
    ...reactiveEnergies(state),
    combined(state),
    ...voltagesAndCurrents(state, decimal, wholeAmperes),
    ...powerFactors(state, absolute),
    ...powers(state),
    ...(phases === 3 ? currentLimits('200') : []),
    monthEnd(state),
    NO_MESSAGE,
  ],
});
const NO_MESSAGE = `0-0:96.13.0(${'\xff'.repeat(1024)})`;

/** E.ON and MVM Démász: names in hexadecimal, a signed power factor in disguise. */
const sagemcom: Layout = {
  phases: 3,
  checksum: 'arc',
  lines: (state, serial) => [
    'SAG5SAG-METER',
    '',
    time(state),
    `0-0:42.0.0(${hex(`SAG31${serial.slice(-11)}`)})`,
    `0-0:96.1.0(${hex(serial)})`,
    `0-0:96.14.0(000${state.tariff})`,
    '0-0:96.3.10(1)',
    '0-0:17.0.0(90.000*kW)',
    ...energies(state),
    ...reactiveEnergies(state),
    combined(state),
    ...voltagesAndCurrents(state, decimal, wholeAmperes),
    ...powerFactors(state, wrapped),
    ...powers(state),
    ...currentLimits('200.00'),
    monthEnd(state),
    '0-0:96.13.0()',
  ],
};

/** E.ON since 2026: limiter in watts, 15.8.0 before the reactive energies, a month-end line that nobody ever set. */
const wasion: Layout = {
  phases: 3,
  checksum: 'unknown',
  lines: (state, serial) => [
    'WSE5Wasion--Meter---',
    '',
    time(state),
    `0-0:42.0.0(WSE10124${serial.slice(-8)})`,
    `0-0:96.1.0(${serial})`,
    `0-0:96.14.0(TARIFF ${state.tariff})`,
    '0-0:96.3.10(ON)',
    '0-0:17.0.0(24000*W)',
    ...energies(state),
    combined(state),
    ...reactiveEnergies(state),
    ...voltagesAndCurrents(state, decimal, wholeAmperes),
    ...powerFactors(state, absolute),
    ...powers(state),
    NEVER_SET,
    '0-0:96.13.0()',
  ],
};
const NEVER_SET = `0-0:98.1.0(250701000000S)${'(000000.000*kWh)'.repeat(6)}${'(000000.000*kvarh)'.repeat(6)}(000000.000*kWh)${'(00.000*kW)'.repeat(6)}`;

/** E.ON: no serial, 4.8.1 instead of 4.8.0, a space in 15.8.0; the older firmware breaks 98.1.0 over several lines. */
const holley = (firmware: 'old' | 'new'): Layout => {
  const whole = firmware === 'old' ? 8 : 6;
  return {
    phases: 3,
    checksum: firmware === 'old' ? 'x25' : 'arc',
    lines: (state) => [
      firmware === 'old' ? 'HLY5/D545-METER' : 'HLY5\\D545-METER',
      '',
      '1-3:0.2.8(50)',
      time(state),
      ...energies(state, whole),
      ...holleyReactive(state, whole),
      `1-0:15.8.0(${thousandths(total(state.importWh) + total(state.exportWh), whole)}*kWh )`,
      ...voltagesAndCurrents(
        state,
        (tenths) => `${decimal(tenths).padStart(8, '0')}0`,
        (milli) => thousandths(Math.round(milli / 10) * 10, 6).slice(0, -1),
      ),
      ...powerFactors(state, absolute),
      ...powers(state),
      ...(firmware === 'old' ? holleyMonthEnd(state) : []),
    ],
  };
};

function holleyReactive({ quadrantVarh: [one, two, three, four] }: MeterState, whole: number): string[] {
  const line = (code: string, value: number) => `1-0:${code}${energy(value, 'kvarh', whole)}`;
  return [
    line('3.8.0', one + two),
    line('4.8.1', three),
    line('5.8.0', one),
    line('6.8.0', two),
    line('7.8.0', three),
    line('8.8.0', four),
  ];
}

function holleyMonthEnd({ monthEnd: month }: MeterState): string[] {
  const line = (code: string, value: number) => `1-0:${code}${energy(value, 'kWh', 8)}`;
  return [
    '0-0:98.1.0',
    '(',
    `0-0:1.0.0(${timestamp(month.instant).slice(0, 12)}T)`,
    line('1.8.0', total(month.importWh)),
    line('1.8.1', month.importWh[0]),
    line('1.8.2', month.importWh[1]),
    line('2.8.0', total(month.exportWh)),
    ')',
    HOLLEY_NO_MESSAGE,
  ];
}
const HOLLEY_NO_MESSAGE = `0-0:96.13.0(${'F'.repeat(2048)})`;

export const LAYOUTS = {
  'sanxing-3ph': sanxing(3),
  'sanxing-1ph': sanxing(1),
  sagemcom,
  wasion,
  'holley-x25': holley('old'),
  'holley-new': holley('new'),
} as const satisfies Record<string, Layout>;
export type LayoutName = keyof typeof LAYOUTS;
