import { type Boundary, describeBoundaries } from "../../../support/stacks/boundaries.ts";

const APP = "https://app.example.com";

const BOUNDARIES: Boundary[] = [
  {
    rule: "a source is kept no longer than its video",
    allowed: [
      { "data.retentionDays": 30, media: { sourceDays: 30 } },
      { "data.retentionDays": undefined, media: { sourceDays: 3_650 } },
    ],
    refused: [
      [
        { "data.retentionDays": 30, media: { sourceDays: 31 } },
        "media.sourceDays: must be at most data.retentionDays (30), got 31",
      ],
    ],
  },
  {
    rule: "an origin is named once",
    allowed: [{ media: { corsOrigins: [APP, `${APP}:8443`] } }],
    refused: [
      [{ media: { corsOrigins: [APP, APP] } }, `media.corsOrigins: must not name an origin twice, got ${APP}, ${APP}`],
    ],
  },
  {
    rule: "a host on the internet needs a way out",
    allowed: [
      { sources: { hosts: ["cdn.example.com"] }, "network.egress": { type: "nat", gateways: "one" } },
      { sources: { buckets: ["raw-footage"] }, "network.egress": { type: "endpoints" } },
    ],
    refused: [
      [
        { sources: { hosts: ["cdn.example.com"] }, "network.egress": { type: "endpoints" } },
        "sources.hosts: need network.egress of type nat, because endpoints lead to AWS only, got cdn.example.com",
      ],
    ],
  },
];

describeBoundaries(BOUNDARIES);
