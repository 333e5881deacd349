import type { OfferContent } from '../../schemas/kinds/offer.ts'
import type { Rule } from '../../schemas/rule.ts'

/** Segments that a shop begins with. */
export const segments: readonly { name: string; description: string; rule: Rule }[] = [
  {
    name: '휴면 6개월 이상',
    description: '마지막 구매 후 6개월이 지난 고객 (dormant for 6 months or more)',
    rule: { type: 'field', field: 'dormancyMonths', op: 'atLeast', value: 6 },
  },
  {
    name: '휴면 3~5개월',
    description: '마지막 구매 후 3~5개월이 지난 고객 (dormant for 3 to 5 months)',
    rule: {
      type: 'all',
      rules: [
        { type: 'field', field: 'dormancyMonths', op: 'atLeast', value: 3 },
        { type: 'field', field: 'dormancyMonths', op: 'atMost', value: 5 },
      ],
    },
  },
  {
    name: '휴면 1~2개월',
    description: '마지막 구매 후 1~2개월이 지난 고객 (dormant for 1 to 2 months)',
    rule: {
      type: 'all',
      rules: [
        { type: 'field', field: 'dormancyMonths', op: 'atLeast', value: 1 },
        { type: 'field', field: 'dormancyMonths', op: 'atMost', value: 2 },
      ],
    },
  },
  {
    name: '휴면 고객 중 포인트 5,000점 이상',
    description: '6개월 이상 휴면이면서 쓸 포인트가 남은 고객 (dormant with points to spend)',
    rule: {
      type: 'all',
      rules: [
        { type: 'field', field: 'dormancyMonths', op: 'atLeast', value: 6 },
        { type: 'field', field: 'points', op: 'atLeast', value: 5000 },
      ],
    },
  },
  {
    name: '우수 고객',
    description: '최근 3개월 안에 구매하고 모두 20회 이상 구매한 고객 (good customers)',
    rule: {
      type: 'all',
      rules: [
        { type: 'field', field: 'recencyDays', op: 'atMost', value: 90 },
        { type: 'field', field: 'purchaseCount', op: 'atLeast', value: 20 },
      ],
    },
  },
  {
    name: '일반 고객',
    description: '최근 3개월 안에 구매하고 모두 20회 미만 구매한 고객 (average customers)',
    rule: {
      type: 'all',
      rules: [
        { type: 'field', field: 'recencyDays', op: 'atMost', value: 90 },
        { type: 'field', field: 'purchaseCount', op: 'lessThan', value: 20 },
      ],
    },
  },
  {
    name: '이탈 우려 고객',
    description: '자주 구매했으나 최근 3개월 동안 구매가 없는 고객 (churn risk)',
    rule: {
      type: 'all',
      rules: [
        { type: 'field', field: 'purchaseCount', op: 'atLeast', value: 10 },
        { type: 'field', field: 'dormancyMonths', op: 'atLeast', value: 3 },
        { type: 'field', field: 'dormancyMonths', op: 'atMost', value: 5 },
      ],
    },
  },
  {
    name: '신규 고객',
    description: '첫 구매가 최근 90일 안인 고객 (new customers)',
    rule: { type: 'field', field: 'tenureDays', op: 'atMost', value: 90 },
  },
  {
    name: '수도권 고객',
    description: '서울·경기·인천에 사는 고객 (capital area)',
    rule: { type: 'field', field: 'region', op: 'oneOf', value: ['서울', '경기', '인천'] },
  },
]

/** Offers that a shop begins with. */
export const offers: readonly OfferContent[] = [
  {
    name: '3,500원 쿠폰',
    product: '',
    reward: {
      kind: 'coupon',
      name: '3,500원 할인 쿠폰',
      faceValue: 3500,
      unitCost: 3500,
      stock: null,
      validDays: 30,
    },
  },
  {
    name: '텀블러 사은품',
    product: '보온 텀블러 500ml',
    reward: {
      kind: 'gift',
      name: '보온 텀블러',
      faceValue: 19_800,
      unitCost: 7800,
      stock: 500,
      validDays: 60,
    },
  },
  {
    name: '2,000 포인트 적립',
    product: '',
    reward: {
      kind: 'points',
      name: '2,000 포인트',
      faceValue: 2000,
      unitCost: 1600,
      stock: null,
      validDays: 180,
    },
  },
]
