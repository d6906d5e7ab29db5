package dev.notely.supervisor;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How releases are named one after another: v1, v2, v3. Pure. */
final class ReleaseNames {
  private static final Pattern NUMBERED = Pattern.compile("(.*?)([0-9]{1,8})");
  private static final int OFFERED = 20;

  private ReleaseNames() {}

  /** The name after this one: its number is one higher; one without a number gets 2. */
  static String after(String release) {
    Matcher matcher = NUMBERED.matcher(release);
    return matcher.matches()
        ? matcher.group(1) + (Integer.parseInt(matcher.group(2)) + 1)
        : release + "-2";
  }

  /**
   * The name that nobody has had.
   *
   * @param from the release that has the traffic
   */
  static String next(String from, Collection<String> known) {
    String next = after(from);
    while (known.contains(next)) {
      next = after(next);
    }
    return next;
  }

  /** Names that the same jars can be started as: those that were, and the next. */
  static List<String> startable(Collection<String> known, String next) {
    List<String> all = new ArrayList<>(known);
    all.remove(next);
    List<String> latest = all.subList(Math.max(0, all.size() - OFFERED), all.size());
    List<String> startable = new ArrayList<>(latest);
    startable.add(next);
    return startable;
  }
}
