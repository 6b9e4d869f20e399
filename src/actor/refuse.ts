import { HoldfastError } from '../contract/errors.ts';

/**
 * What the compiled engine does not take it refuses when the chart is loaded: nothing may run and be silently different.
 * @throws HoldfastError `chart-unsupported`
 */
export const refuse = (chart: string, path: string, feature: string): never => {
  const where = path === '' ? 'its root' : `state "${path}"`;
  throw new HoldfastError(
    'chart-unsupported',
    `chart "${chart}", ${where}: the compiled engine does not take ${feature}`,
  );
};
