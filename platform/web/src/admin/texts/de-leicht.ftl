# Diese Seiten sind für den Betrieb, nicht für Einwohnerinnen und Einwohner.
