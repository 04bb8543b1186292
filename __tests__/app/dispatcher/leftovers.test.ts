// Objects that a video does not list: what the sweep deletes of them, and when.
import { describe, expect, it } from "@jest/globals";
import { CUT_OFF_SECONDS } from "../../../app/videos/ending.ts";
import { useDynamo } from "../../support/app/dynamo.ts";
import { created, mediaRig, SWEEP } from "../../support/app/mediaRig.ts";
import { beginning, OWNER, RESULT, RUN, UPLOAD } from "../../support/app/videos.ts";

const dynamo = useDynamo();

describe("the sweep", () => {
  it("deletes what a failed attempt made, also what comes late, and looks at the video no more then", async () => {
    const { sweepAfter, dispatcher, video, media, stored } = await mediaRig(dynamo);
    await video("v", "failed");
    for (const id of ["v", "other"]) media.putOutput(id, 1, "poster.jpg");
    media.upload("v", UPLOAD);

    expect(await dispatcher(SWEEP)).toMatchObject({ tidied: 1 });
    expect([...media.objects.keys()]).toEqual(["outputs/other/1/poster.jpg", "sources/v"]);

    media.putOutput("v", 1, "late.mp4");
    expect(await sweepAfter(CUT_OFF_SECONDS - 1)).toMatchObject({ tidied: 0 });
    expect(await sweepAfter(1)).toMatchObject({ tidied: 1 });
    expect([...media.objects.keys()]).toEqual(["outputs/other/1/poster.jpg", "sources/v"]);
    expect(Object.keys(await stored("v"))).not.toEqual(expect.arrayContaining(["watch"]));
    expect(await sweepAfter(CUT_OFF_SECONDS)).toMatchObject({ tidied: 0 });
  });

  it("keeps what a video lists, and deletes what its attempts before made and what it does not list", async () => {
    const { dispatcher, video, videos, queue, attempts, media } = await mediaRig(dynamo);
    await video("v", "completed");
    media.putOutput("v", 1, "poster.jpg");
    await videos.queue("v");
    const second = { videoId: "v", attempt: 2, claimedBy: OWNER };
    await queue.claim("now", RUN, 1);
    await attempts.begin(beginning("v", { attempt: 2 }));
    for (const name of ["poster.jpg", "stray.mp4"]) media.putOutput("v", 2, name);

    expect(await dispatcher(SWEEP)).toMatchObject({ tidied: 0 });
    await attempts.complete(second, RESULT, [{ name: "poster.jpg", contentType: "image/jpeg", bytes: 1 }]);
    expect(await dispatcher(SWEEP)).toMatchObject({ tidied: 1 });

    expect([...media.objects.keys()]).toEqual(["outputs/v/2/poster.jpg"]);
    expect(await videos.get("v")).toMatchObject({ status: "completed", outputs: [{ name: "poster.jpg" }] });
  });

  it("leaves a video alone that is queued again while it looks at it", async () => {
    const { dispatcher, video, videos, queue, media } = await mediaRig(dynamo);
    await video("v", "failed");
    media.beforeDeletion = async () => {
      await videos.queue("v");
      media.putOutput("v", 2, "poster.jpg");
    };

    await dispatcher(SWEEP);

    expect([...media.objects.keys()]).toEqual(["outputs/v/2/poster.jpg"]);
    expect(await queue.claim("now", RUN, 10)).toEqual([{ videoId: "v", attempt: 2 }]);
  });

  it("does not look for leftovers of a first attempt that is completed, or of a video that never came", async () => {
    const { sweepAfter, video, media, dispatcher } = await mediaRig(dynamo);
    await video("completed", "completed");
    media.putOutput("completed", 1, "poster.jpg");
    await video("v", "awaiting-upload");
    media.upload("v", { ...UPLOAD, bytes: 6 });
    await dispatcher(created("sources/v"));

    expect(await sweepAfter(CUT_OFF_SECONDS)).toMatchObject({ tidied: 0 });
    expect([...media.objects.keys()]).toEqual(["outputs/completed/1/poster.jpg"]);
  });
});
