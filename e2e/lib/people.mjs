// The people of the demo (region/owl/demo.toml), by the names they are offered under.

export const RESIDENT = 'Jana Beispiel';
export const CASEWORKER = 'Thomas Muster';
export const OFFICER = 'Miriam Probe';
export const PUBLISHER = 'Karl Vorlage';
export const OFFICE = 'Anna Lotsin';
export const OPERATOR = 'Olaf Betrieb';
export const ADMINISTRATOR = 'Frieda Ordnung';
export const INVOICE_CLERK = 'Rita Eingang';
export const AUTHORISER = 'Anton Freigabe';
export const TREASURER = 'Kai Kasse';
export const SECOND_TREASURER = 'Katja Konto';
