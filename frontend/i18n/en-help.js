// @ts-check
/** The frame of the help; what its pages say stands in frontend/help/en. */

/** @type {Record<string, string>} */
export const help = {
  "help.title": "Help",
  "help.contents": "Contents",
  "help.page": "Page of the help",
  "help.search": "Search the help",
  "help.results": "Search results",
  "help.found": "{n} {n:page|pages} found",
  "help.nothing": "Nothing was found for “{query}”. Try another word, or clear the field and choose from the contents.",
  "help.see": "See also",
  "help.warning": "Warning",
  "help.note": "Note",
  "help.group.start": "Getting started",
  "help.group.daily": "Every day",
  "help.group.rules": "Your company’s rules",
  "help.group.questions": "Questions",
  "help.group.program": "The program",
};
