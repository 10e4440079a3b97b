/** A rule looks at a copy of the project and says what is wrong, one line each. An empty list means that it is content. */
export interface Copy {
  /** Folder with p1-reader.kicad_pro and its neighbours; ends without a slash. */
  readonly hardware: string;
  /** Folder of the firmware's sources (moddable-app/src). */
  readonly firmware: string;
}

export type Rule = (copy: Copy) => readonly string[];
