import type { ProductRow } from '../../db/imports/products.ts'

/** What the demonstration’s shop sells: code, name, category, price in won, and how often of a thousand it is bought. */
const shelf: readonly (readonly [string, string, string, number, number])[] = [
  ['FR-001', '제주 감귤 2kg', '신선식품', 12_900, 50],
  ['FR-002', '친환경 사과 1.5kg', '신선식품', 15_900, 45],
  ['FR-003', '한우 국거리 300g', '신선식품', 24_900, 35],
  ['FR-004', '국내산 삼겹살 500g', '신선식품', 16_900, 48],
  ['FR-005', '무항생제 달걀 30구', '신선식품', 9_900, 62],
  ['FR-006', '모둠 쌈채소 300g', '신선식품', 4_900, 40],
  ['PR-001', '다시 햅쌀 10kg', '가공식품', 36_900, 38],
  ['PR-002', '포기김치 3kg', '가공식품', 27_900, 30],
  ['PR-003', '즉석밥 12개', '가공식품', 14_900, 42],
  ['PR-004', '라면 20개', '가공식품', 15_800, 46],
  ['PR-005', '참기름 320ml', '가공식품', 8_900, 25],
  ['PR-006', '두부 2모', '가공식품', 3_200, 44],
  ['DR-001', '생수 2L 12병', '음료', 9_600, 52],
  ['DR-002', '드립백 커피 20개', '음료', 18_900, 33],
  ['DR-003', '우유 1L 2팩', '음료', 5_400, 55],
  ['DR-004', '홍삼 스틱 30포', '음료', 49_000, 14],
  ['LV-001', '세탁세제 3L', '생활용품', 13_900, 36],
  ['LV-002', '화장지 30롤', '생활용품', 23_900, 34],
  ['LV-003', '주방세제 1L', '생활용품', 6_900, 28],
  ['LV-004', '물티슈 10팩', '생활용품', 11_900, 30],
  ['BT-001', '수분 크림 50ml', '뷰티', 28_000, 18],
  ['BT-002', '샴푸 1L', '뷰티', 16_500, 24],
  ['BT-003', '마스크팩 30매', '뷰티', 19_900, 20],
  ['BT-004', '선크림 50ml', '뷰티', 17_800, 16],
  ['KD-001', '기저귀 대형 60매', '유아', 32_900, 15],
  ['KD-002', '유기농 이유식 6팩', '유아', 21_900, 9],
  ['PT-001', '강아지 사료 5kg', '반려동물', 38_900, 13],
  ['PT-002', '고양이 모래 10L', '반려동물', 15_900, 12],
  ['HM-001', '순면 이불 세트', '홈·주방', 79_000, 6],
  ['HM-002', '스테인리스 프라이팬', '홈·주방', 42_000, 9],
  ['HM-003', '보온 텀블러 500ml', '홈·주방', 19_800, 14],
  ['HM-004', '에어프라이어 5L', '홈·주방', 89_000, 5],
]

export const products: readonly ProductRow[] = shelf.map(([code, name, category, price]) => ({
  code,
  name,
  category,
  price,
}))

/** Code, price and weight, for drawing what somebody buys. */
export const wares: readonly (readonly [code: string, price: number, weight: number])[] = shelf.map(
  ([code, , , price, weight]) => [code, price, weight],
)

/** Where people buy, with weights. */
export const shopChannels: readonly (readonly [channel: string, weight: number])[] = [
  ['매장', 45],
  ['온라인', 25],
  ['앱', 30],
]
