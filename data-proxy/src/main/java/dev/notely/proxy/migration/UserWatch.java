package dev.notely.proxy.migration;

import dev.notely.proxy.feeling.Counts;
import java.util.List;

/** What users of some cohorts of accounts feel, over all proxies. */
public interface UserWatch extends AutoCloseable {
  /** The counts since the last take, in the order of the cohorts. */
  List<Counts> take();

  @Override
  void close();
}
