/** Where the project's files are. */
export const hardware = new URL('../../', import.meta.url);
export const schematicFile = new URL('p1-reader.kicad_sch', hardware);
