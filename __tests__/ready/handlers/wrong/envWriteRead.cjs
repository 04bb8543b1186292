exports.handler = async ({ amount, tenant }) => {
  process.env.DB_SCHEMA = `schema_${tenant}`;
  await new Promise((done) => setTimeout(done, 4));
  return { amount, schema: process.env.DB_SCHEMA };
};
