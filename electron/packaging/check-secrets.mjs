// The release workflow's first look: half a set of secrets stops it before anything is built, and what is absent is told.
const SETS = [
  {
    what: "The macOS app is not signed",
    names: ["APPLE_CERTIFICATE_P12", "APPLE_CERTIFICATE_PASSWORD", "APPLE_SIGN_IDENTITY"],
  },
  { what: "The macOS app is not notarised", names: ["APPLE_API_KEY_P8", "APPLE_API_KEY_ID", "APPLE_API_ISSUER"] },
  {
    what: "The Windows app and its installer are not signed",
    names: ["WINDOWS_CERTIFICATE_PFX", "WINDOWS_CERTIFICATE_PASSWORD"],
  },
];

// A secret that does not exist comes as an empty variable.
const isSet = (name) => Boolean(process.env[name]?.trim());

const problems = [];
for (const { what, names } of SETS) {
  const given = names.filter(isSet);
  const lacking = names.filter((name) => !isSet(name));
  if (given.length === 0) console.log(`::notice::${what}: there are no secrets ${names.join(", ")}.`);
  else if (lacking.length > 0)
    problems.push(`There are secrets ${given.join(", ")}, but not ${lacking.join(", ")}: add all of them or none.`);
}
if (isSet("APPLE_API_KEY_P8") && !isSet("APPLE_CERTIFICATE_P12"))
  problems.push(
    "There is a secret APPLE_API_KEY_P8, but not APPLE_CERTIFICATE_P12: Apple notarises signed apps alone.",
  );

for (const problem of problems) console.log(`::error::${problem}`);
process.exitCode = problems.length > 0 ? 1 : 0;
