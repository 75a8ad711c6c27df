import { describeDashboard } from "./dashboard-suite.ts";

describeDashboard("bun");
