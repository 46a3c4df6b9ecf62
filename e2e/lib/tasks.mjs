// Things that several walks do.

/** From the catalogue to a draft; ends on the overview of what can be adapted. */
export async function beginAdoption(officer, solution, body) {
  await officer.go(`/loesungen/${solution}`);
  await officer.follow(new RegExp(`Für .*${body}.* übernehmen`));
  await officer.press('Übernahme beginnen');
}

/** From the overview or the preview of a draft into use. */
export async function putIntoUse(officer, decision) {
  if (await officer.page.getByRole('link', { name: 'Weiter zur Vorschau' }).count()) await officer.follow('Weiter zur Vorschau');
  await officer.fill('Wer hat wann entschieden?', decision);
  await officer.press('In Betrieb nehmen');
}

/** A caseworker opens a case from the day's page. */
export async function openCase(caseworker, body, number) {
  await caseworker.go(`/${body}/amt/faelle?zustand=all`);
  await caseworker.follow(number);
}

/** Starts the review unless it has begun, previews the decision and issues it. */
export async function decide(caseworker, step, reason) {
  const begin = caseworker.page.getByRole('button', { name: 'Prüfung beginnen' });
  if (await begin.count()) await caseworker.press('Prüfung beginnen');
  await caseworker.follow(step);
  if (reason) await caseworker.fill('Begründung', reason);
  await caseworker.press('Vorschau ansehen');
  await caseworker.press('Bescheid erlassen');
  await caseworker.sees('Der Bescheid ist erlassen');
}
