package dev.notely.store.releases;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What the catalog's file has of releases.
 *
 * @param releases newest first
 * @param deployment the one that runs, or ran last
 * @param byHand who has set the present shares; empty: a deployment, or nobody yet
 */
public record ReleaseState(
    List<Known> releases, Optional<Deployment> deployment, Optional<ByHand> byHand) {
  /** Without traffic, releases that are older than so many others are forgotten. */
  private static final int REMEMBERED = 50;

  public static final ReleaseState EMPTY =
      new ReleaseState(List.of(), Optional.empty(), Optional.empty());

  /**
   * A release that was there once.
   *
   * @param number higher: the catalog heard of it later
   * @param percent of the traffic
   */
  public record Known(String name, long number, int percent) {}

  /**
   * An operator who has set the shares.
   *
   * @param askedBy who, and why if a reason was given
   */
  public record ByHand(String askedBy, long atMs) {}

  public ReleaseState {
    releases =
        releases.stream().sorted(Comparator.comparingLong(Known::number).reversed()).toList();
  }

  /** The release that has all traffic; empty: none, or it is divided. */
  public Optional<String> sole() {
    return releases.stream().filter(known -> known.percent() == 100).map(Known::name).findFirst();
  }

  /** Releases that the catalog heard of later than of this one, newest first. */
  Stream<String> after(String release) {
    return releases.stream().map(Known::name).takeWhile(name -> !name.equals(release));
  }

  public boolean knows(String release) {
    return releases.stream().anyMatch(known -> known.name().equals(release));
  }

  /** A deployment that is not over. */
  public Optional<Deployment> running() {
    return deployment.filter(one -> !one.state().isOver());
  }

  /** With a release that was not heard of before; the very first gets all traffic. */
  ReleaseState heardOf(String release) {
    long number = releases.isEmpty() ? 1 : releases.getFirst().number() + 1;
    List<Known> more = new ArrayList<>(releases);
    more.add(new Known(release, number, releases.isEmpty() ? 100 : 0));
    more.removeIf(known -> known.percent() == 0 && known.number() <= number - REMEMBERED);
    return new ReleaseState(more, deployment, byHand);
  }

  /** With the shares of a deployment; a release that is not named gets none. */
  ReleaseState split(Map<String, Integer> percent) {
    return split(percent, Optional.empty());
  }

  /** With the shares of an operator; a release that is not named gets none. */
  ReleaseState split(Map<String, Integer> percent, ByHand by) {
    return split(percent, Optional.of(by));
  }

  private ReleaseState split(Map<String, Integer> percent, Optional<ByHand> by) {
    return new ReleaseState(
        releases.stream()
            .map(known ->
                new Known(known.name(), known.number(), percent.getOrDefault(known.name(), 0)))
            .toList(),
        deployment,
        by);
  }

  ReleaseState with(Deployment changed) {
    return new ReleaseState(releases, Optional.of(changed), byHand);
  }

  ReleaseState deployment(UnaryOperator<Deployment> change) {
    return new ReleaseState(releases, deployment.map(change), byHand);
  }

  /** The shares for people, such as {@code v2=10 v1=90}. */
  String shares() {
    return releases.stream()
        .filter(known -> known.percent() > 0)
        .map(known -> known.name() + "=" + known.percent())
        .reduce((a, b) -> a + " " + b)
        .orElse("none");
  }
}
