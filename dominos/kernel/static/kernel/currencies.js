// How many digits currencies have after the point, where it is not two: as the platform counts minor units. Browsers
// differ here (some give HUF and COP none), and one that does would show a hundred times too much. A test compares.

/** @type {Record<number, string>} */
const OTHERS = {
  0:
    "ADP AFN ALL BIF BYR CLP DJF ESP GNF IQD IRR ISK ITL JPY KMF KPW KRW LAK LBP LUF MGA MGF MMK MRO PYG RSD RWF SLL " +
    "SOS STD SYP TMM TRL UGX UYI VND VUV XAF XOF XPF YER ZMK ZWD",
  3: "BHD JOD KWD LYD OMR TND",
  4: "CLF UYW",
};
const DIGITS = new Map(
  Object.entries(OTHERS).flatMap(([digits, currencies]) => currencies.split(" ").map((one) => [one, Number(digits)])),
);

/**
 * 2 for EUR, 0 for JPY, 3 for KWD.
 * @param {string} currency
 * @returns {number}
 */
export const digits = (currency) => DIGITS.get(currency) ?? 2;
