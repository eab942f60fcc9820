import { writeApi } from "./src/api/write.ts";
const t=performance.now(); await writeApi(); console.log(performance.now()-t, process.cpuUsage().user/1e6);
