package dev.notely.supervisor;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How to start a process.
 *
 * @param name unique in the cluster
 * @param jar in the folder of the build, without its ending
 * @param heapMb most heap it may have
 * @param arguments of its main
 * @param environment variables that it gets besides its parent's
 * @param trains it writes an AOT cache for its jar when it ends in order, and uses none
 */
public record ProcessSpec(
    String name,
    String jar,
    int heapMb,
    List<String> arguments,
    Map<String, String> environment,
    boolean trains) {
  public ProcessSpec {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** With its parent's environment only. */
  public ProcessSpec(String name, String jar, int heapMb, List<String> arguments) {
    this(name, jar, heapMb, arguments, Map.of(), false);
  }

  ProcessSpec with(List<String> others) {
    return new ProcessSpec(name, jar, heapMb, others, environment, trains);
  }

  ProcessSpec with(Map<String, String> more, boolean training) {
    Map<String, String> all = new HashMap<>(more);
    all.putAll(environment);
    return new ProcessSpec(name, jar, heapMb, arguments, all, training);
  }
}
