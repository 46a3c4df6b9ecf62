# Nur für die Verwaltung: Texte stehen in de.ftl.
