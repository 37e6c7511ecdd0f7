// Prints as JSON what Google's libphonenumber knows of the world's numbers: an example of every type that every region
// and every code without a country has, and every region's short numbers with all its emergency numbers.
//
// The product reads the numbering plans through another library, and `system/numbers.rs` holds it to these.

import phone from "google-libphonenumber";

const { PhoneNumberFormat, PhoneNumberType, ShortNumberInfo } = phone;
const plans = phone.PhoneNumberUtil.getInstance();
const shortNumbers = ShortNumberInfo.getInstance();
const types = Object.entries(PhoneNumberType).filter(([name]) => name !== "UNKNOWN");

function countryOf(region) {
  const ofType = ([name, type]) => {
    const number = plans.getExampleNumberForType(region, type);
    return number ? [example(name, number)] : [];
  };
  return { region, country_code: plans.getCountryCodeForRegion(region), numbers: types.flatMap(ofType) };
}

// libphonenumber gives these one example each, whose type it knows itself.
function entityOf(countryCode) {
  const number = plans.getExampleNumberForNonGeoEntity(countryCode);
  const [name] = types.find(([, type]) => type === plans.getNumberType(number));
  return { region: "001", country_code: countryCode, numbers: [example(name, number)] };
}

// Regions that share a country code share numbers too, and of each one region is the owner.
function example(type, number) {
  return { type, e164: plans.format(number, PhoneNumberFormat.E164), owner: plans.getRegionCodeForNumber(number) };
}

// The kinds of short number are named as in `phonemetadata.proto`:
// https://github.com/google/libphonenumber/blob/master/resources/phonemetadata.proto.

function shortNumbersOf(region) {
  const plan = shortNumbers.getMetadataForRegion_(region);
  const kinds = [
    plan.getShortCode(), plan.getTollFree(), plan.getStandardRate(), plan.getPremiumRate(), plan.getEmergency(),
    plan.getCarrierSpecific(), plan.getSmsServices(),
  ];
  const examples = kinds.map((kind) => kind?.getExampleNumber()).filter(Boolean);
  return {
    region,
    country_code: plans.getCountryCodeForRegion(region),
    emergency: everyNumber(plan.getEmergency(), plan.getGeneralDesc()),
    short: [...new Set(examples)],
  };
}

// An example is one number; the pattern has all. Lengths that are the whole plan's are written there only.
function everyNumber(kind, wholePlan) {
  const pattern = kind?.getNationalNumberPattern();
  if (!pattern) return [];
  const whole = new RegExp(`^(?:${pattern})$`);
  const own = kind.possibleLengthArray();
  const lengths = own.length > 0 ? own : wholePlan.possibleLengthArray();
  return lengths.flatMap((length) => everyText(length).filter((digits) => whole.test(digits)));
}

function everyText(length) {
  return Array.from({ length: 10 ** length }, (_, number) => String(number).padStart(length, "0"));
}

const countries = plans.getSupportedRegions().map(countryOf);
const entities = plans.getSupportedGlobalNetworkCallingCodes().map(entityOf);
const short = shortNumbers.getSupportedRegions().map(shortNumbersOf);
process.stdout.write(JSON.stringify({ plans: [...countries, ...entities], short }));
