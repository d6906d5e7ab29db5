package dev.notely.gateway.status;

/** What users of this gateway felt of late, as its own instrument of requests has it. */
public interface UserFigures {
  Felt lastMinute();

  /**
   * Requests about accounts and notes, within the last minute.
   *
   * @param seconds how much of the minute is known; 0: nothing yet
   * @param failed of the requests, those with a status from 500 on, or 429
   * @param p50Ms half of them took no longer; milliseconds, 0 without requests
   * @param p99Ms 99 of 100 took no longer
   */
  record Felt(double seconds, long requests, long failed, double p50Ms, double p99Ms) {}
}
