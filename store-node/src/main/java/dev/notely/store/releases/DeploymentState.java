package dev.notely.store.releases;

/** Where a deployment is (releases.proto, DeploymentState). */
public enum DeploymentState {
  /** The proxies that the step asks for are awaited; the traffic is as in the step before. */
  STARTING(1, "the proxies of the next release that the step asks for are awaited"),
  /** The step has its traffic and soaks. */
  SHIFTING(2, "the step has its traffic and soaks"),
  /** The next release has all traffic; the former's proxies end. */
  RETIRING(3, "the next release has all traffic; the former's proxies end"),
  /** Over; a rollback is possible as long as the former release has live proxies. */
  PROMOTED(4, "over: the next release serves; a rollback leads on while the former one lives"),
  /** The former release has all traffic again; the next one's proxies end. */
  GOING_BACK(5, "the former release has all traffic; the next one's proxies end"),
  /** Over: the former release serves again. */
  ROLLED_BACK(6, "over: the former release serves again"),
  /** Over: nothing was shifted. */
  FAILED(7, "over: nothing was shifted");

  private static final DeploymentState[] BY_CODE = values();

  private final int code;
  private final String meaning;

  DeploymentState(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** As the file and the wire number it. */
  public int code() {
    return code;
  }

  /** One clause for people. */
  public String meaning() {
    return meaning;
  }

  /** Another deployment may begin. */
  public boolean isOver() {
    return this == PROMOTED || this == ROLLED_BACK || this == FAILED;
  }

  public static DeploymentState of(int code) {
    return BY_CODE[code - 1];
  }
}
