/**
 * THE register table: every COSEM object that Hungarian meters print, by OBIS code. Every other list in the project
 * derives from this one. Texts for users do not belong here.
 */

export type RegisterUnit = 'kWh' | 'kvarh' | 'kW' | 'kvar' | 'V' | 'A' | 'Hz' | '';

export interface Register {
  /** OBIS code without the F group, `A-B:C.D.E`. */
  readonly code: string;
  /** Field name, unique in the table. */
  readonly name: string;
  /** Unit of the number; empty for a bare number and for text. */
  readonly unit: RegisterUnit;
  /** Finest resolution of the number: an integer of 10^-decimals units (kWh with 3: Wh). Null for text. */
  readonly decimals: number | null;
  /** Only for an object of several groups: the register of each group behind the timestamp, by name. */
  readonly groups?: readonly string[];
}

const register = (code: string, name: string, unit: RegisterUnit = '', decimals: number | null = null): Register => ({
  code,
  name,
  unit,
  decimals,
});
const energy = (code: string, name: string): Register => register(code, name, 'kWh', 3);
const reactiveEnergy = (code: string, name: string): Register => register(code, name, 'kvarh', 3);
const power = (code: string, name: string): Register => register(code, name, 'kW', 3);
const reactivePower = (code: string, name: string): Register => register(code, name, 'kvar', 3);
const voltage = (code: string, name: string): Register => register(code, name, 'V', 1);
const current = (code: string, name: string): Register => register(code, name, 'A', 2);
const powerFactor = (code: string, name: string): Register => register(code, name, '', 3);

export const REGISTERS: readonly Register[] = [
  register('1-3:0.2.8', 'p1Version'),
  register('0-0:1.0.0', 'time'),
  register('0-0:42.0.0', 'logicalDeviceName'),
  register('0-0:96.1.0', 'meterId'),
  register('0-0:96.1.1', 'meterIdAlternative'),
  register('0-0:96.14.0', 'tariff'),
  register('0-0:96.50.68', 'breaker'),
  register('0-0:96.3.10', 'breakerAlternative'),
  power('0-0:17.0.0', 'limiter'),
  energy('1-0:1.8.0', 'importTotal'),
  energy('1-0:1.8.1', 'importT1'),
  energy('1-0:1.8.2', 'importT2'),
  energy('1-0:1.8.3', 'importT3'),
  energy('1-0:1.8.4', 'importT4'),
  energy('1-0:2.8.0', 'exportTotal'),
  energy('1-0:2.8.1', 'exportT1'),
  energy('1-0:2.8.2', 'exportT2'),
  energy('1-0:2.8.3', 'exportT3'),
  energy('1-0:2.8.4', 'exportT4'),
  reactiveEnergy('1-0:3.8.0', 'reactiveImportTotal'),
  reactiveEnergy('1-0:4.8.0', 'reactiveExportTotal'),
  // Holley prints the first tariff of -R instead of the total, which is QIII + QIV.
  reactiveEnergy('1-0:4.8.1', 'reactiveExportT1'),
  reactiveEnergy('1-0:5.8.0', 'reactiveEnergyQ1'),
  reactiveEnergy('1-0:6.8.0', 'reactiveEnergyQ2'),
  reactiveEnergy('1-0:7.8.0', 'reactiveEnergyQ3'),
  reactiveEnergy('1-0:8.8.0', 'reactiveEnergyQ4'),
  energy('1-0:15.8.0', 'combinedTotal'),
  voltage('1-0:32.7.0', 'voltageL1'),
  voltage('1-0:52.7.0', 'voltageL2'),
  voltage('1-0:72.7.0', 'voltageL3'),
  current('1-0:31.7.0', 'currentL1'),
  current('1-0:51.7.0', 'currentL2'),
  current('1-0:71.7.0', 'currentL3'),
  powerFactor('1-0:13.7.0', 'powerFactor'),
  powerFactor('1-0:33.7.0', 'powerFactorL1'),
  powerFactor('1-0:53.7.0', 'powerFactorL2'),
  powerFactor('1-0:73.7.0', 'powerFactorL3'),
  register('1-0:14.7.0', 'frequency', 'Hz', 2),
  power('1-0:1.7.0', 'powerImport'),
  power('1-0:2.7.0', 'powerExport'),
  reactivePower('1-0:5.7.0', 'reactivePowerQ1'),
  reactivePower('1-0:6.7.0', 'reactivePowerQ2'),
  reactivePower('1-0:7.7.0', 'reactivePowerQ3'),
  reactivePower('1-0:8.7.0', 'reactivePowerQ4'),
  power('1-0:21.7.0', 'powerImportL1'),
  power('1-0:41.7.0', 'powerImportL2'),
  power('1-0:61.7.0', 'powerImportL3'),
  power('1-0:22.7.0', 'powerExportL1'),
  power('1-0:42.7.0', 'powerExportL2'),
  power('1-0:62.7.0', 'powerExportL3'),
  current('1-0:31.4.0', 'currentLimitL1'),
  current('1-0:51.4.0', 'currentLimitL2'),
  current('1-0:71.4.0', 'currentLimitL3'),
  {
    // One timestamp (the first of the running month), the registers of that instant, the maxima of the month before it.
    ...register('0-0:98.1.0', 'monthStart'),
    groups: [
      'importTotal',
      'importT1',
      'importT2',
      'exportTotal',
      'exportT1',
      'exportT2',
      'reactiveImportTotal',
      'reactiveExportTotal',
      'reactiveEnergyQ1',
      'reactiveEnergyQ2',
      'reactiveEnergyQ3',
      'reactiveEnergyQ4',
      'combinedTotal',
      'powerImport',
      'powerImport',
      'powerImport',
      'powerExport',
      'powerExport',
      'powerExport',
    ],
  },
  register('0-0:96.13.0', 'message'),
];

/** Position in {@link REGISTERS} of the register with that name; throws for a name the table does not have. */
export function registerIndex(name: string): number {
  const index = REGISTERS.findIndex((entry) => entry.name === name);
  if (index < 0) throw new Error(`no register is named ${name}`);
  return index;
}
