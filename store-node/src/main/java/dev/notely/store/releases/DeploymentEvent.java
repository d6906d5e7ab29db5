package dev.notely.store.releases;

/** What can happen to a deployment. */
public enum DeploymentEvent {
  /** The proxies that the step asks for are live. */
  READY,
  /** They did not come, or a supervisor has given them up, or they are too old, or all are gone. */
  NEXT_UNFIT,
  /** The step soaked and was good. */
  GATE_PASSED,
  /** Users fare worse with the next release, or it answers differently. */
  GATE_FAILED,
  /** The former release's proxies have ended, or nobody will end them. */
  RETIRED,
  /** The next release's proxies have ended, or nobody will end them. */
  RETURNED,
  /** An operator's command. */
  ROLL_BACK
}
