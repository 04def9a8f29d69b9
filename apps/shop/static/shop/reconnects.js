// What failed for want of a connection is asked again by itself.

import { useEffect, useState } from "../kernel/ui.js";

/** How often the device has come back to the net since the page was opened. */
export function useReconnects() {
  const [times, setTimes] = useState(0);
  useEffect(() => {
    const count = () => setTimes((before) => before + 1);
    addEventListener("online", count);
    return () => removeEventListener("online", count);
  }, []);
  return times;
}
