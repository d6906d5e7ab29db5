package dev.notely.gateway.proxy;

/**
 * Reads that are to be sent to the next release too.
 *
 * @param from the former release, whose reads they are
 * @param to the next release
 * @param share of the reads, 0..1
 */
record MirrorOrder(String from, String to, double share) {
  static final MirrorOrder NONE = new MirrorOrder("", "", 0);
}
