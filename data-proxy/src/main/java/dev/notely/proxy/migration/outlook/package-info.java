/** What will come of a migration, why it stands, and when somebody must hear of it. Pure. */
@NullMarked
package dev.notely.proxy.migration.outlook;

import org.jspecify.annotations.NullMarked;
